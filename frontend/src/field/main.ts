import '@/shared/oldCores'
import { screenI18n } from '@/i18n'
import en from '@/i18n/field.en'
import zh from '@/i18n/field.zh-CN'
import calloutEn from '@/i18n/callout.en'
import calloutZh from '@/i18n/callout.zh-CN'
import conferenceEn from '@/i18n/conference.en'
import conferenceZh from '@/i18n/conference.zh-CN'
import talkEn from '@/i18n/talk.en'
import talkZh from '@/i18n/talk.zh-CN'
import { startScreen } from '@/shared/start'
import Screen from './Screen.vue'

startScreen(Screen, screenI18n({ ...zh, ...calloutZh, ...conferenceZh, ...talkZh }, { ...en, ...calloutEn, ...conferenceEn, ...talkEn })).mount('#app')
