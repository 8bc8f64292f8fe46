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

export interface Said {
  how: 'count' | 'sum' | 'share' | 'p50' | 'p90'
  value: number | null
}
/** 12, 93.5 %, 1:40; nothing to reckon from is a dash and never a nought. */
export function sayValue(row: Said): string {
  if (row.value === null) return '—'
  if (row.how === 'share') return `${row.value}%`
  if (row.how === 'count' || row.how === 'sum') return row.value.toLocaleString('en-US')
  return sayTime(row.value)
}
export function sayTime(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (n: number): string => String(n).padStart(2, '0')
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

export const GROUPS: ReadonlyArray<{ key: string; of: readonly string[] }> = [
  { key: 'alarms', of: ['alarms', 'verified', 'verified_rate', 'false_rate', 'ack_p50'] },
  { key: 'stages', of: ['to_order_p50', 'answered_rate', 'accept_p50', 'accept_p90', 'arrive_p50', 'arrive_p90'] },
  { key: 'outcome', of: ['incidents', 'deaths', 'moved', 'responses', 'response_p50'] },
  { key: 'reporting', of: ['reports_in_time', 'reports_late', 'drills', 'drill_people'] },
]
