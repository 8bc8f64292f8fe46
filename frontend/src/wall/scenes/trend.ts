/** Months of this year and of the last → two lines in a frame. A wall draws them itself: it is never reloaded, so it fetches no chart library later. Pure. */
import type { components } from '@/api/schema'

type Point = components['schemas']['TrendPoint']
export interface Frame {
  width: number
  height: number
  left: number
  foot: number
}
export interface TrendDrawn {
  now: string
  before: string
  ends: Array<{ x: number; y: number; value: number }>
  months: Array<{ x: number; word: string }>
  marks: Array<{ y: number; value: number }>
}

/** The least of 1, 2, 5, 10, 20 … that holds the greatest value in at most four steps. */
export function stepOf(most: number): number {
  for (let power = 1; ; power *= 10) for (const step of [1, 2, 5]) if (step * power * 4 >= most) return step * power
}

export function trendLines(points: readonly Point[], frame: Frame): TrendDrawn {
  const values = points.flatMap((one) => [one.value ?? 0, one.before ?? 0])
  const step = stepOf(Math.max(1, ...values))
  const top = step * Math.max(1, Math.ceil(Math.max(1, ...values) / step))
  const wide = (frame.width - frame.left) / Math.max(1, points.length - 1)
  const high = frame.height - frame.foot
  const x = (place: number): number => Math.round((frame.left + place * wide) * 10) / 10
  const y = (value: number): number => Math.round((high - (high - 8) * (value / top)) * 10) / 10
  const line = (key: 'value' | 'before'): string => points.flatMap((one, place) => (one[key] === null ? [] : [`${x(place)},${y(one[key])}`])).join(' ')
  const told = points.flatMap((one, place) => (one.value === null ? [] : [{ x: x(place), y: y(one.value), value: one.value }]))
  return {
    now: line('value'), before: line('before'), ends: told.slice(-1),
    months: points.map((one, place) => ({ x: x(place), word: String(Number(one.first.slice(5, 7))) })),
    marks: Array.from({ length: Math.round(top / step) + 1 }, (_, n) => ({ y: y(n * step), value: n * step })),
  }
}
