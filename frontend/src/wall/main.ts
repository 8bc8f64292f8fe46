import '@/shared/oldCores'
import { screenI18n } from '@/i18n'
import en from '@/i18n/wall.en'
import zh from '@/i18n/wall.zh-CN'
import talkEn from '@/i18n/talk.en'
import talkZh from '@/i18n/talk.zh-CN'
import { startScreen } from '@/shared/start'
import Screen from './Screen.vue'
import './wall.css'

startScreen(Screen, screenI18n({ ...zh, ...talkZh }, { ...en, ...talkEn })).mount('#app')
