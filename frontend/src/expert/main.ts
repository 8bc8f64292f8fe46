import '@/shared/oldCores'
import { screenI18n } from '@/i18n'
import en from '@/i18n/expert.en'
import zh from '@/i18n/expert.zh-CN'
import { startScreen } from '@/shared/start'
import Screen from './Screen.vue'

document.documentElement.classList.add('dark')
startScreen(Screen, screenI18n(zh, en)).mount('#app')
