/** The period that is looked at, and how a figure is said; days as the centre's own zone counts them. Pure. */
export type Preset = 'today' | 'week' | 'month' | 'year' | 'own'
export const PRESETS: readonly Preset[] = ['today', 'week', 'month', 'year']

const DAY_MS = 86_400_000
const OFFSET_MS = 8 * 3_600_000 // Asia/Shanghai, without summer time since 1991

export const dayOf = (at: number): string => new Date(at + OFFSET_MS).toISOString().slice(0, 10)

/** First and last day, both counted. A week begins on Monday. */
export function periodOf(preset: Exclude<Preset, 'own'>, now: number): { first: string; last: string } {
  const last = dayOf(now)
  const [year, month] = last.split('-')
  if (preset === 'today') return { first: last, last }
  if (preset === 'month') return { first: `${year}-${month}-01`, last }
  if (preset === 'year') return { first: `${year}-01-01`, last }
  const weekday = (new Date(now + OFFSET_MS).getUTCDay() + 6) % 7
  return { first: dayOf(now - weekday * DAY_MS), last }
}

export type How = 'count' | 'sum' | 'told' | 'mean' | 'share' | 'p50' | 'p90' | 'anomaly'
export interface Said {
  how: How
  value: number | null
  unit?: string
}
/** 12, 93.5 %, 1:40; nothing to reckon from is a dash and never a nought. */
export function sayValue(row: Said): string {
  if (row.value === null) return '—'
  if (row.how === 'share' || row.how === 'anomaly') return `${row.value}%`
  if (row.how === 'p50' || row.how === 'p90' || row.unit === '秒') return sayTime(row.value)
  return sayNumber(row.value)
}
export const sayNumber = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 })
export function sayTime(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (n: number): string => String(n).padStart(2, '0')
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

export interface Beside {
  value: number | null
  change: number | null
  sign: 'up' | 'down' | 'same' | 'none'
  why: '' | 'no_base' | 'nothing'
}
/** ↑8.3%, ↓26.8%, of a share ↑1.2 points; of a base of nought no per cent, of nothing a dash. */
export function sayChange(how: How, one: Beside | null, words: { points: string; base: string; same: string }): string {
  if (one === null || one.why === 'nothing') return '—'
  if (one.why === 'no_base') return words.base
  if (one.sign === 'same') return words.same
  return `${one.sign === 'up' ? '↑' : '↓'}${Math.abs(one.change ?? 0)}${how === 'share' || how === 'anomaly' ? words.points : '%'}`
}
/** Only the direction that is no good has a colour. */
export const isWorse = (worse: string, one: Beside | null): boolean => one !== null && one.why !== 'nothing' && worse !== '' && one.sign === worse
