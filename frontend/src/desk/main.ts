import '@/shared/oldCores'
import { screenI18n } from '@/i18n'
import en from '@/i18n/desk.en'
import zh from '@/i18n/desk.zh-CN'
import incidentEn from '@/i18n/incident.en'
import incidentZh from '@/i18n/incident.zh-CN'
import calloutEn from '@/i18n/callout.en'
import calloutZh from '@/i18n/callout.zh-CN'
import suppliesEn from '@/i18n/supplies.en'
import talkEn from '@/i18n/talk.en'
import talkZh from '@/i18n/talk.zh-CN'
import suppliesZh from '@/i18n/supplies.zh-CN'
import planEn from '@/i18n/plan.en'
import planZh from '@/i18n/plan.zh-CN'
import { startScreen } from '@/shared/start'
import Screen from './Screen.vue'

document.documentElement.classList.add('dark')
startScreen(Screen, screenI18n({ ...zh, ...incidentZh, ...calloutZh, ...suppliesZh, ...talkZh, ...planZh }, { ...en, ...incidentEn, ...calloutEn, ...suppliesEn, ...talkEn, ...planEn })).mount('#app')
