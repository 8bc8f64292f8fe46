/** Times as people say them on the telephone – 刚才, 10分钟前, 昨晚11点半, 11月21日23:10 – as an instant in the city's zone. */
import { halfWidth } from './coordinates'

export type Unread = 'unread' | 'future' | 'clock' | 'date' | 'no_clock'
/** `guessed`: the day was not said and is taken to be the last one that fits. */
export type Said = { is: 'found'; at: number; guessed: boolean } | { is: 'wrong'; why: Unread }

/** China keeps one zone and no summer time. */
const ZONE_MS = 8 * 3_600_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Clocks of the caller and of the centre differ; a minute ahead is still now. */
const AHEAD_MS = MINUTE

const DIGITS: Record<string, number> = { 〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }

/** 二十五 → 25, within a hundred: nobody says more on the telephone. */
function arabic(text: string): string {
  return text
    .replace(/([一二三四五六七八九])?十([一二三四五六七八九])?/g, (_, tens: string | undefined, ones: string | undefined) => String((tens ? DIGITS[tens] : 1) * 10 + (ones ? DIGITS[ones] : 0)))
    .replace(/[〇零一二两三四五六七八九]/g, (digit) => String(DIGITS[digit]))
}

const NOW = /^(刚才|刚刚|刚|现在|方才|此刻|当前|now)?$/
type Part = 'night' | 'morning' | 'noon' | 'afternoon' | 'evening'
const PARTS: Record<Part, string[]> = {
  night: ['凌晨', '半夜'],
  morning: ['清晨', '早晨', '早上', '上午', '晨', '早'],
  noon: ['中午'],
  afternoon: ['下午', '傍晚'],
  evening: ['晚上', '夜里', '夜间', '深夜', '晚', '夜'],
}
const PART_OF = new Map((Object.keys(PARTS) as Part[]).flatMap((part) => PARTS[part].map((word): [string, Part] => [word, part])))
const AGO = /^(?:(\d+(?:\.\d+)?)个?(?:天|日))?(?:(\d+(?:\.\d+)?)个?(?:小时|钟头|h))?(?:(\d+)(?:分钟|分|min))?(?:(\d+)秒钟?)?(?:以?前|之前|ago)$/
const CLOCK = new RegExp(
  `^(${[...PART_OF.keys()].join('|')})?` +
    String.raw`(?:(\d{1,2})[:点时](半|(\d{1,2})刻|(?:(\d{1,2})分?)?)?(?:[:]?(\d{1,2})秒?)?(?:整|许|左右)?|(\d{2})(\d{2}))$`,
)
const DATE = /^(?:(大前|前|昨|今|当)[天日]?|(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?号?|(\d{1,2})[日号])[ T,]*/i
const ISO = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i
const BACK: Record<string, number> = { 今: 0, 当: 0, 昨: 1, 前: 2, 大前: 3 }

/** Midnight of an instant's day, in the city's zone. */
const dayOf = (at: number): number => Math.floor((at + ZONE_MS) / DAY) * DAY - ZONE_MS

interface Day {
  start: number
  /** Said without its year or month: an instant ahead of now belongs to the year or month before. */
  earlier: ((start: number) => number) | null
}

function dayFrom(year: number, month: number, date: number): number | null {
  const at = Date.UTC(year, month - 1, date)
  const read = new Date(at)
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === date ? at - ZONE_MS : null
}

function dayOfWords(match: RegExpExecArray, now: number): Day | null {
  const [, back, year, month, date, only] = match
  if (back) return { start: dayOf(now) - BACK[back] * DAY, earlier: null }
  const today = new Date(now + ZONE_MS)
  if (only) {
    const start = dayFrom(today.getUTCFullYear(), today.getUTCMonth() + 1, Number(only))
    return start === null ? null : { start, earlier: () => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, Number(only)) - ZONE_MS }
  }
  const start = dayFrom(year ? Number(year) : today.getUTCFullYear(), Number(month), Number(date))
  if (start === null) return null
  return { start, earlier: year ? null : () => dayFrom(today.getUTCFullYear() - 1, Number(month), Number(date)) ?? start }
}

/** Milliseconds into the day (past midnight for 昨晚1点), or null when no clock shows that. */
function clockOf(match: RegExpExecArray): number | null {
  const [, part, h, tail, quarters, m, s, hh, mm] = match
  const hour = Number(h ?? hh)
  const minute = hh !== undefined ? Number(mm) : tail === '半' ? 30 : quarters !== undefined ? Number(quarters) * 15 : Number(m ?? 0)
  if (hour > 24 || minute > 59 || Number(s ?? 0) > 59 || (hour === 24 && minute > 0)) return null
  const when = part ? PART_OF.get(part) : undefined
  let later = 0
  if (when === 'evening' && hour <= 12) later = hour < 5 ? 24 : 12
  else if (when === 'afternoon' && hour < 12) later = 12
  else if (when === 'noon' && hour < 10) later = 12
  else if (when === 'night' && hour === 12) later = -12
  return (hour + later) * HOUR + minute * MINUTE + Number(s ?? 0) * 1000
}

export function readTime(text: string, now: number): Said {
  const said = arabic(halfWidth(text).trim())
  if (ISO.test(said)) return held(Date.parse(said.replace(' ', 'T')), now)
  const words = said.replace(/\s*(左右|许|大约|约|大概)\s*/g, '').replace(/^在/, '')
  const close = words.replace(/\s+/g, '')
  if (NOW.test(close)) return { is: 'found', at: now, guessed: false }

  const ago = AGO.exec(close.replace(/(\d)个半(小时|钟头)/, '$1.5$2').replace(/半个?(小时|钟头)/, '0.5$1').replace('1刻钟', '15分钟').replace('3刻钟', '45分钟'))
  if (ago && ago.slice(1).some((one) => one !== undefined)) {
    const [days, hours, minutes, seconds] = ago.slice(1).map((one) => Number(one ?? 0))
    return { is: 'found', at: now - days * DAY - hours * HOUR - minutes * MINUTE - seconds * 1000, guessed: false }
  }

  const date = DATE.exec(words)
  const day = date ? dayOfWords(date, now) : null
  if (date && !day) return { is: 'wrong', why: 'date' }
  const left = (date ? words.slice(date[0].length) : words).replace(/\s+/g, '').replace(/^的/, '')
  if (date && left === '') return { is: 'wrong', why: 'no_clock' }
  const clock = CLOCK.exec(left)
  if (!clock) return { is: 'wrong', why: 'unread' }
  const into = clockOf(clock)
  if (into === null) return { is: 'wrong', why: 'clock' }

  if (!day) {
    // 23:50 said at ten past midnight was last night.
    const today = dayOf(now) + into
    return today <= now + AHEAD_MS ? { is: 'found', at: today, guessed: false } : { is: 'found', at: today - DAY, guessed: true }
  }
  const at = day.start + into
  return at > now + AHEAD_MS && day.earlier ? held(day.earlier(day.start) + into, now, true) : held(at, now)
}

function held(at: number, now: number, guessed = false): Said {
  if (Number.isNaN(at)) return { is: 'wrong', why: 'date' }
  return at > now + AHEAD_MS ? { is: 'wrong', why: 'future' } : { is: 'found', at, guessed }
}
