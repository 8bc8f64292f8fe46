/** One light for a department, of all its feeds; on the screen's own clock. Pure. */
import { lightOf, type FeedRow } from '@/map/feeds/lights'

/** green: all young; amber: one late or failing; red: one long dead; grey: nothing comes from there. */
export type Lamp = 'green' | 'amber' | 'red' | 'grey'

/** Late by so many times what it may be old: nobody takes it for a hiccup any more. */
const DEAD = 3
const RANK: Record<Lamp, number> = { red: 0, amber: 1, grey: 2, green: 3 }

export function lampOf(feed: FeedRow, now: number): Lamp {
  const light = lightOf(feed, now)
  if (light === 'off' || light === 'waiting') return 'grey'
  if (light === 'ok') return 'green'
  return feed.ok_at === null || now - Date.parse(feed.ok_at) > feed.late_after_s * DEAD * 1000 ? 'red' : 'amber'
}

export interface Lit<T> {
  row: T
  lamp: Lamp
  /** Those that are not well, the worst first. */
  ill: FeedRow[]
  /** Of the oldest good word among its feeds, in ms; null: never one. */
  okAt: number | null
  /** Since when something is missing. */
  since: number | null
}

/** Since when on a feed is not to be relied on; null: it is, or it never was. */
export function illSince(feed: FeedRow): number | null {
  return feed.ok_at === null ? null : Date.parse(feed.ok_at) + feed.late_after_s * 1000
}

export function litOf<T extends { feeds: readonly unknown[] }>(row: T, now: number): Lit<T> {
  const feeds = (row.feeds as FeedRow[]).filter((one) => one.enabled)
  const ill = feeds.filter((one) => ['red', 'amber'].includes(lampOf(one, now))).sort((a, b) => RANK[lampOf(a, now)] - RANK[lampOf(b, now)] || a.id - b.id)
  const lamps = feeds.map((one) => lampOf(one, now))
  // What never spoke hides no department that does.
  const lamp = lamps.includes('red') ? 'red' : lamps.includes('amber') ? 'amber' : lamps.includes('green') ? 'green' : 'grey'
  const heard = feeds.flatMap((one) => (one.ok_at === null ? [] : [Date.parse(one.ok_at)]))
  const since = ill.flatMap((one) => illSince(one) ?? []).filter((at) => at <= now)
  return { row, lamp, ill, okAt: heard.length ? Math.min(...heard) : null, since: since.length ? Math.min(...since) : null }
}

/** The board's feeds are the newest; those of a larger area come with the answer. */
export function withBoard<T extends { feeds: readonly unknown[] }>(rows: readonly T[], board: ReadonlyMap<string, unknown>): T[] {
  return rows.map((row) => ({ ...row, feeds: (row.feeds as FeedRow[]).map((feed) => (board.get(String(feed.id)) as FeedRow | undefined) ?? feed) }))
}

/** The worst first, then the bureau's order. */
export function byLamp<T extends { order: number; feeds: readonly unknown[] }>(rows: readonly T[], now: number): Lit<T>[] {
  return rows.map((row) => litOf(row, now)).sort((a, b) => RANK[a.lamp] - RANK[b.lamp] || a.row.order - b.row.order)
}
