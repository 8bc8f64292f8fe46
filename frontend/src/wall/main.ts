import '@/shared/oldCores'
import { screenI18n } from '@/i18n'
import en from '@/i18n/wall.en'
import zh from '@/i18n/wall.zh-CN'
import { startScreen } from '@/shared/start'
import Screen from './Screen.vue'
import './wall.css'

startScreen(Screen, screenI18n(zh, en)).mount('#app')
