/** How far and which way: great circle on WGS-84's mean radius, good to 0.5 % at the distances a team drives. */

export interface Point {
  lon: number
  lat: number
}

const R = 6_371_008
const rad = (deg: number): number => (deg * Math.PI) / 180

export function distanceM(a: Point, b: Point): number {
  const h =
    Math.sin(rad(b.lat - a.lat) / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2
  return 2 * R * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Degrees from true north, 0…360. */
export function bearing(a: Point, b: Point): number {
  const y = Math.sin(rad(b.lon - a.lon)) * Math.cos(rad(b.lat))
  const x = Math.cos(rad(a.lat)) * Math.sin(rad(b.lat)) - Math.sin(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.cos(rad(b.lon - a.lon))
  return ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360
}

export const COMPASS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
export type Compass = (typeof COMPASS)[number]

export function compass(degrees: number): Compass {
  return COMPASS[Math.round(degrees / 45) % 8]!
}

/** `850 m`, `4.9 km`, `29 km`: nobody drives by the metre. */
export function spoken(metres: number): { value: string; unit: 'm' | 'km' } {
  if (metres < 1000) return { value: String(Math.round(metres / 10) * 10), unit: 'm' }
  return { value: (metres / 1000).toFixed(metres < 10_000 ? 1 : 0), unit: 'km' }
}
