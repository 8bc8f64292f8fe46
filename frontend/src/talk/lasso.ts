/** Who is inside what was drawn: the ray rule, good for areas no larger than a city. */
import type { Point } from '@/field/bearing'

export function inside(at: { lon: number | null; lat: number | null }, corners: readonly Point[]): boolean {
  if (at.lon === null || at.lat === null) return false
  let is = false
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i, i += 1) {
    const a = corners[i]!
    const b = corners[j]!
    if (a.lat > at.lat !== b.lat > at.lat && at.lon < ((b.lon - a.lon) * (at.lat - a.lat)) / (b.lat - a.lat) + a.lon) is = !is
  }
  return is
}
