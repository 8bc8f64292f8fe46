import '@/shared/oldCores'
import { screenI18n } from '@/i18n'
import conferenceEn from '@/i18n/conference.en'
import conferenceZh from '@/i18n/conference.zh-CN'
import fieldEn from '@/i18n/field.en'
import fieldZh from '@/i18n/field.zh-CN'
import taskEn from '@/i18n/taskcard.en'
import taskZh from '@/i18n/taskcard.zh-CN'
import en from '@/i18n/town.en'
import zh from '@/i18n/town.zh-CN'
import { startScreen } from '@/shared/start'
import Screen from './Screen.vue'

startScreen(Screen, screenI18n({ ...fieldZh, ...conferenceZh, ...taskZh, ...zh }, { ...fieldEn, ...conferenceEn, ...taskEn, ...en })).mount('#app')
