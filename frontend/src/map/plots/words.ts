/** Numbers on the map in the screen's language; the map itself knows no Vue. */
import en from '@/i18n/plots.en'
import zh from '@/i18n/plots.zh-CN'
import { windName, type PlotWords } from './features'

type Table = typeof zh.plots

const fill = (text: string, values: Record<string, string | number>): string => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))

function wordsOf(words: Table): PlotWords {
  return {
    area: (ha, mu) => fill(words.areaShort, { ha: number(ha), mu: number(mu) }),
    length: (metres) => (metres >= 1000 ? `${number(metres / 1000)} km` : `${Math.round(metres)} m`),
    wind: (from, speed) => fill(words.windShort, { name: words.winds[windName(from)] ?? '', speed: speed === null ? '' : `${number(speed)} m/s` }).trim(),
    minutes: (seconds) => fill(words.minutes, { n: Math.max(1, Math.round(seconds / 60)) }),
    turned: words.turned,
    drill: words.drillMark,
    editing: (name) => fill(words.editing, { name }),
  }
}

/** At most two decimals, none that say nothing. */
export function number(value: number): string {
  return String(value >= 100 ? Math.round(value) : Math.round(value * 100) / 100)
}

export function plotWords(): PlotWords {
  return wordsOf(document.documentElement.lang === 'en' ? (en.plots as Table) : zh.plots)
}
