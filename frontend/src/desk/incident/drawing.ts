/** A danger area drawn by clicks: a polygon from its corners, a circle from its centre and one point of its edge. */
import { distanceM, type Point } from '@/field/bearing'

export type Shape = 'polygon' | 'circle'

/** A circle on the wire is a polygon too; 48 corners are off by 0.2 % of the radius. */
const CORNERS = 48
const EARTH_M = 6_371_008
/** Six digits are 11 cm: nobody clicks better. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

export function ring(points: readonly Point[]): number[][] {
  const corners = points.map((at) => [round(at.lon), round(at.lat)])
  return [...corners, corners[0]!]
}

export function circle(centre: Point, radiusM: number): number[][] {
  const corners: Point[] = []
  const dLat = (radiusM / EARTH_M) * (180 / Math.PI)
  const dLon = dLat / Math.cos((centre.lat * Math.PI) / 180)
  for (let n = 0; n < CORNERS; n += 1) {
    const angle = (2 * Math.PI * n) / CORNERS
    corners.push({ lon: centre.lon + dLon * Math.cos(angle), lat: centre.lat + dLat * Math.sin(angle) })
  }
  return ring(corners)
}

/** What the clicks so far make; a line while it is not yet an area, null before the second click. */
export function drawn(shape: Shape, points: readonly Point[]): GeoJSON.Polygon | GeoJSON.LineString | null {
  if (shape === 'circle')
    return points.length >= 2 ? { type: 'Polygon', coordinates: [circle(points[0]!, distanceM(points[0]!, points[points.length - 1]!))] } : null
  if (points.length >= 3) return { type: 'Polygon', coordinates: [ring(points)] }
  return points.length === 2 ? { type: 'LineString', coordinates: points.map((at) => [round(at.lon), round(at.lat)]) } : null
}

function cross(a: Point, b: Point, c: Point): number {
  return (b.lon - a.lon) * (c.lat - a.lat) - (b.lat - a.lat) * (c.lon - a.lon)
}

/** A polygon whose sides cross is no area anybody could be inside of. */
export function crossesItself(points: readonly Point[]): boolean {
  const n = points.length
  for (let i = 0; i < n; i += 1)
    for (let j = i + 2; j < n; j += 1) {
      if (i === 0 && j === n - 1) continue
      const [a, b, c, d] = [points[i]!, points[(i + 1) % n]!, points[j]!, points[(j + 1) % n]!]
      if (cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0) return true
    }
  return false
}
