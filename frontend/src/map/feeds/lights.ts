/** How true what comes from outside is: working, late, failing – computed on the screen's own clock. */
export interface FeedRow {
  id: number
  area: string
  name: string
  kind: string
  drop: boolean
  enabled: boolean
  state: 'waiting' | 'ok' | 'failing'
  error: string
  ok_at: string | null
  data_at: string | null
  late_after_s: number
  rows: number
  bad: number
}

export type Light = 'off' | 'waiting' | 'ok' | 'late' | 'failing'

/** Late counts more than failing: a source that failed once may still be young enough. */
export function lightOf(feed: FeedRow, now: number): Light {
  if (!feed.enabled) return 'off'
  if (feed.ok_at === null) return feed.state === 'failing' ? 'failing' : 'waiting'
  if (now - Date.parse(feed.ok_at) > feed.late_after_s * 1000) return 'late'
  return feed.state === 'failing' ? 'failing' : 'ok'
}

/** Those that somebody should look at first. */
const RANK: Record<Light, number> = { late: 0, failing: 1, waiting: 2, ok: 3, off: 4 }

export function byNeed(feeds: Iterable<FeedRow>, now: number): Array<{ feed: FeedRow; light: Light }> {
  return [...feeds].map((feed) => ({ feed, light: lightOf(feed, now) })).sort((a, b) => RANK[a.light] - RANK[b.light] || a.feed.id - b.feed.id)
}

export const troubled = (light: Light): boolean => light === 'late' || light === 'failing'

/** Minutes are fine enough here, and seconds that run would draw the eye. */
export function ageOf(ms: number): { key: 'feeds.justNow' | 'feeds.minutes' | 'feeds.hours'; n: number } {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes === 0) return { key: 'feeds.justNow', n: 0 }
  return minutes < 120 ? { key: 'feeds.minutes', n: minutes } : { key: 'feeds.hours', n: Math.floor(minutes / 60) }
}
