import '@/shared/oldCores'
import { screenI18n } from '@/i18n'
import conferenceEn from '@/i18n/conference.en'
import conferenceZh from '@/i18n/conference.zh-CN'
import en from '@/i18n/reports.en'
import zh from '@/i18n/reports.zh-CN'
import signinEn from '@/i18n/signin.en'
import signinZh from '@/i18n/signin.zh-CN'
import taskEn from '@/i18n/taskcard.en'
import taskZh from '@/i18n/taskcard.zh-CN'
import videoEn from '@/i18n/video.en'
import videoZh from '@/i18n/video.zh-CN'
import { startScreen } from '@/shared/start'
import Screen from './Screen.vue'

document.documentElement.classList.add('dark')
startScreen(Screen, screenI18n({ ...zh, ...conferenceZh, ...videoZh, ...taskZh, ...signinZh }, { ...en, ...conferenceEn, ...videoEn, ...taskEn, ...signinEn })).mount('#app')
