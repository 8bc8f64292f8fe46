import '@/shared/oldCores'
import { screenI18n } from '@/i18n'
import eventsEn from '@/i18n/events.en'
import eventsZh from '@/i18n/events.zh-CN'
import deskEn from '@/i18n/desk.en'
import deskZh from '@/i18n/desk.zh-CN'
import en from '@/i18n/replay.en'
import zh from '@/i18n/replay.zh-CN'
import talkEn from '@/i18n/talk.en'
import talkZh from '@/i18n/talk.zh-CN'
import { startScreen } from '@/shared/start'
import Screen from './Screen.vue'

document.documentElement.classList.add('dark')
startScreen(Screen, screenI18n({ ...deskZh, ...talkZh, ...eventsZh, ...zh }, { ...deskEn, ...talkEn, ...eventsEn, ...en })).mount('#app')
