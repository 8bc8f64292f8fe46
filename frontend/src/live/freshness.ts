/** Live, stale or lost: what time alone does to a position, computed on the screen's own monotonic clock. */
import type { FreshnessLimit } from '@/api/types'

export type Freshness = 'live' | 'stale' | 'lost'

/** Used only until a snapshot brought the city's own rows. */
export const FALLBACK_LIMIT: FreshnessLimit = { stale_s: 60, lost_s: 300 }

/** A terminal that reports every ten minutes by design is not late after one: limits are raised to three of its intervals. */
export function limitFor(kind: string, every: number | null | undefined, limits: Record<string, FreshnessLimit>): FreshnessLimit {
  const base = limits[kind] ?? limits.other ?? FALLBACK_LIMIT
  const floor = every ? 3 * every : 0
  return { stale_s: Math.max(base.stale_s, floor), lost_s: Math.max(base.lost_s, floor) }
}

export function freshness(ageS: number, limit: FreshnessLimit): Freshness {
  if (ageS > limit.lost_s) return 'lost'
  return ageS > limit.stale_s ? 'stale' : 'live'
}
