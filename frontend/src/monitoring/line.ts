/** Values over time → the line of a small chart. Pure. */
export interface Point {
  at: string
  value: number
}
export interface Frame {
  width: number
  height: number
  /** Room above and below, in the frame's own units. */
  pad: number
}
export interface Drawn {
  path: string
  /** y of each threshold that lies in the picture. */
  marks: Array<{ y: number; stage: string; name: string; value: number }>
  low: number
  high: number
  /** Where the newest value stands. */
  end: { x: number; y: number } | null
}

interface Threshold {
  stage: string
  name: string
  value: number
}

/** `from`, `to` in ms. Thresholds far away do not flatten the line: in the picture is what lies within one span of it, or all where `all` is asked. */
export function draw(points: readonly Point[], limits: readonly Threshold[], from: number, to: number, frame: Frame, all = false): Drawn {
  const inside = points.map((one) => ({ at: Date.parse(one.at), value: one.value })).filter((one) => one.at >= from && one.at <= to)
  const values = inside.map((one) => one.value)
  let low = values.length ? Math.min(...values) : 0
  let high = values.length ? Math.max(...values) : 1
  const span = Math.max(high - low, Math.abs(high) * 0.01, 0.1)
  const near = limits.filter((one) => all || (one.value >= low - span && one.value <= high + span))
  for (const one of near) [low, high] = [Math.min(low, one.value), Math.max(high, one.value)]
  if (high - low < span) [low, high] = [(low + high - span) / 2, (low + high + span) / 2]
  const x = (at: number): number => round(((at - from) / Math.max(1, to - from)) * frame.width)
  const y = (value: number): number => round(frame.pad + (1 - (value - low) / (high - low)) * (frame.height - 2 * frame.pad))
  const last = inside.at(-1)
  return {
    path: inside.map((one, n) => `${n ? 'L' : 'M'}${x(one.at)} ${y(one.value)}`).join(''),
    marks: near.map((one) => ({ y: y(one.value), stage: one.stage, name: one.name, value: one.value })),
    low,
    high,
    end: last ? { x: x(last.at), y: y(last.value) } : null,
  }
}

const round = (n: number): number => Math.round(n * 10) / 10

/** As it is said beside a station: 33.6, 0.02, 1200. */
export function said(value: number): string {
  const abs = Math.abs(value)
  return value.toFixed(abs >= 1000 ? 0 : abs >= 100 ? 1 : 2).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
}

export const isStale = (row: { at: string | null; max_age_s: number }, now: number): boolean => row.at === null || now - Date.parse(row.at) > row.max_age_s * 1000

/** Change over the line's hours; null with fewer than two points. */
export function change(points: readonly Point[]): number | null {
  const [first, last] = [points[0], points.at(-1)]
  return first && last && points.length > 1 ? last.value - first.value : null
}
