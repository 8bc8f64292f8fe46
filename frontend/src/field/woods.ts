/** Which check-point a phone stands at. No Vue. */
export interface At {
  lon: number
  lat: number
}

const EARTH_M = 6_371_008.8
/** As the centre's rule has it unless the bureau says otherwise; the centre decides all the same. */
export const USUAL_RADIUS_M = 200

export function metresBetween(a: At, b: At): number {
  const rad = Math.PI / 180
  const half = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)))
}

export function nearestPoint<T extends At & { radius_m: number | null }>(points: readonly T[], here: At): T | null {
  let best: T | null = null
  for (const one of points) {
    const metres = metresBetween(one, here)
    if (metres <= (one.radius_m ?? USUAL_RADIUS_M) && (best === null || metres < metresBetween(best, here))) best = one
  }
  return best
}
