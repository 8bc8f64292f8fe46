import '@/shared/oldCores'
import { screenI18n } from '@/i18n'
import en from '@/i18n/expert.en'
import zh from '@/i18n/expert.zh-CN'
import signinEn from '@/i18n/signin.en'
import signinZh from '@/i18n/signin.zh-CN'
import { startScreen } from '@/shared/start'
import Screen from './Screen.vue'

document.documentElement.classList.add('dark')
startScreen(Screen, screenI18n({ ...zh, ...signinZh }, { ...en, ...signinEn })).mount('#app')
