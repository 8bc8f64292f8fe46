/** Chinese first, English complete: one instance per screen, the chosen language kept on this machine. */
import type { Plugin } from 'vue'
import { createI18n } from 'vue-i18n'
import commonEn from './common.en'
import commonZh from './common.zh-CN'

export type Language = 'zh-CN' | 'en'
/** Same keys, any wording: the type of an English table is made from the Chinese one, so a missing key does not compile. */
export type Wording<T> = { [K in keyof T]: T[K] extends string ? string : Wording<T[K]> }

const STORED = 'ecc.language'

export function chosenLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang')
  const kept = asked ?? readStored()
  return kept === 'en' ? 'en' : 'zh-CN'
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORED)
  } catch {
    return null // storage may be switched off by policy
  }
}

/** `zh` and `en` are the screen's own tables; `common` is always there. */
export function screenI18n<T extends object>(zh: T, en: Wording<T>): Plugin {
  const locale = chosenLanguage()
  document.documentElement.lang = locale
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'zh-CN',
    // The tables were checked against each other above; vue-i18n's own inference is given up for speed of the type check.
    messages: { 'zh-CN': { ...commonZh, ...zh }, en: { ...commonEn, ...en } } as Record<string, object> as never,
  }) as unknown as Plugin
}

export function keepLanguage(language: Language): void {
  document.documentElement.lang = language
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // shown for this visit only
  }
}
