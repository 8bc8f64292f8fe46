/** Lengths, bearings and areas on the WGS-84 ellipsoid: what a surveyor would say, not what the flat screen shows. No map in here. */
import type { LonLat } from '../../entry/datum'

const AXIS = 6378137
const FLATTENING = 1 / 298.257223563
const MINOR = AXIS * (1 - FLATTENING)
const RAD = Math.PI / 180
const { sin, cos, tan, atan, atan2, sqrt, abs, log } = Math
/** Vincenty converges in four rounds anywhere but near the other side of the earth. */
const ROUNDS = 100

export interface Leg {
  metres: number
  /** Degrees from true north, at the start. */
  bearing: number
}

export function leg(from: LonLat, to: LonLat): Leg {
  const spread = (to.lon - from.lon) * RAD
  const [u1, u2] = [from.lat, to.lat].map((lat) => atan((1 - FLATTENING) * tan(lat * RAD)))
  const [s1, c1, s2, c2] = [sin(u1), cos(u1), sin(u2), cos(u2)]
  let lambda = spread
  for (let round = 0; round < ROUNDS; round++) {
    const sinSigma = sqrt((c2 * sin(lambda)) ** 2 + (c1 * s2 - s1 * c2 * cos(lambda)) ** 2)
    if (sinSigma === 0) return { metres: 0, bearing: 0 }
    const cosSigma = s1 * s2 + c1 * c2 * cos(lambda)
    const sigma = atan2(sinSigma, cosSigma)
    const sinAlpha = (c1 * c2 * sin(lambda)) / sinSigma
    const cos2Alpha = 1 - sinAlpha ** 2
    const middle = cos2Alpha === 0 ? 0 : cosSigma - (2 * s1 * s2) / cos2Alpha
    const c = (FLATTENING / 16) * cos2Alpha * (4 + FLATTENING * (4 - 3 * cos2Alpha))
    const next = spread + (1 - c) * FLATTENING * sinAlpha * (sigma + c * sinSigma * (middle + c * cosSigma * (-1 + 2 * middle ** 2)))
    const done = abs(next - lambda) < 1e-12
    lambda = next
    if (!done) continue
    const u = (cos2Alpha * (AXIS ** 2 - MINOR ** 2)) / MINOR ** 2
    const a = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)))
    const b = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)))
    const delta = b * sinSigma * (middle + (b / 4) * (cosSigma * (-1 + 2 * middle ** 2) - (b / 6) * middle * (-3 + 4 * sinSigma ** 2) * (-3 + 4 * middle ** 2)))
    const bearing = atan2(c2 * sin(lambda), c1 * s2 - s1 * c2 * cos(lambda)) / RAD
    return { metres: MINOR * a * (sigma - delta), bearing: (bearing + 360) % 360 }
  }
  return { metres: Math.PI * MINOR, bearing: 0 }
}

export const legs = (points: readonly LonLat[]): Leg[] => points.slice(1).map((to, n) => leg(points[n], to))

const ECCENTRICITY = sqrt(FLATTENING * (2 - FLATTENING))

/** Of the equal-area projection: the ellipsoid's own, so that no zone and no latitude distorts. */
function height(lat: number): number {
  const s = sin(lat * RAD)
  const es = ECCENTRICITY * s
  return ((AXIS * (1 - ECCENTRICITY ** 2)) / 2) * (s / (1 - es ** 2) + log((1 + es) / (1 - es)) / (2 * ECCENTRICITY))
}

/** Square metres inside the ring; it need not be closed. */
export function area(ring: readonly LonLat[]): number {
  let twice = 0
  ring.forEach((a, n) => {
    const b = ring[(n + 1) % ring.length]
    twice += (a.lon - b.lon) * (height(a.lat) + height(b.lat))
  })
  return abs(twice * RAD * AXIS) / 2
}

/** Sides that cross enclose no area anybody means. */
export function crosses(ring: readonly LonLat[]): boolean {
  const side = (a: LonLat, b: LonLat, c: LonLat): number => Math.sign((b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon))
  const n = ring.length
  for (let i = 0; i < n; i++)
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue
      const [a, b, c, d] = [ring[i], ring[(i + 1) % n], ring[j], ring[(j + 1) % n]]
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true
    }
  return false
}

/** Mu: what farmers and foresters count in. */
export const MU = 10_000 / 15

export const saidLength = (metres: number): string => (metres < 1000 ? `${metres.toFixed(metres < 10 ? 1 : 0)} m` : `${(metres / 1000).toFixed(metres < 100_000 ? 2 : 1)} km`)
export const saidBearing = (degrees: number): string => `${String(Math.round(degrees) % 360).padStart(3, '0')}°`
