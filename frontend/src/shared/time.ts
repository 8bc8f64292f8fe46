/** Times as a duty officer reads them, always in the city's zone, whatever zone this computer is set to. */

export const ZONE = 'Asia/Shanghai'

type Instant = string | number | Date | null | undefined

const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options)
  let held = formats.get(key)
  if (!held) formats.set(key, (held = new Intl.DateTimeFormat(language, { timeZone: ZONE, hourCycle: 'h23', ...options })))
  return held
}

function show(at: Instant, language: string, options: Intl.DateTimeFormatOptions): string {
  if (at === null || at === undefined || at === '') return ''
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : format(language, options).format(date)
}

/** 20:31 */
export const clock = (at: Instant): string => show(at, 'zh-CN', { hour: '2-digit', minute: '2-digit' })
/** 20:31:07 */
export const clockSeconds = (at: Instant): string => show(at, 'zh-CN', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
/** 2026年11月21日 星期六 */
export const longDate = (at: Instant, language = 'zh-CN'): string =>
  show(at, language, { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' })
/** 11-21 20:31 */
export const dayClock = (at: Instant): string =>
  show(at, 'zh-CN', { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).replace('/', '-')

const DAY_S = 86_400
/** 42 → 00:42, 3725 → 1:02:05; from a day on in days, because nobody divides 143 hours in the head: 518338 → 5 天 23 小时 */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole >= DAY_S) {
    const [days, rest] = [Math.floor(whole / DAY_S), Math.floor((whole % DAY_S) / 3600)]
    const english = typeof document !== 'undefined' && document.documentElement.lang === 'en'
    return english ? `${days} d${rest ? ` ${rest} h` : ''}` : `${days} 天${rest ? ` ${rest} 小时` : ''}`
  }
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  return `${hours ? `${hours}:` : ''}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}
