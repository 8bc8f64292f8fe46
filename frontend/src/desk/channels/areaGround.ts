/** What was chosen → the ground of an area's job as the server reads it; null while there is none. */
import type { Geometry } from 'geojson'

/** A carrier's polygon has one ring of at most so many corners. */
const MOST_CORNERS = 500

export interface Ground {
  areas?: string[]
  polygon?: Array<[number, number]>
  area?: string
}

/** The one ring of an area; null for anything else. Closed rings repeat their first corner, which a carrier does not want. */
export function ringOf(shape: unknown): Array<[number, number]> | null {
  const geometry = shape as Geometry | null
  if (geometry?.type !== 'Polygon' || geometry.coordinates.length !== 1) return null
  const ring = geometry.coordinates[0]!.slice(0, -1).map(([lon, lat]) => [lon!, lat!] as [number, number])
  return ring.length >= 3 && ring.length <= MOST_CORNERS ? ring : null
}

export function whereOf(by: 'districts' | 'plot', areas: readonly string[], plot: { area: string; shape: unknown } | null): Ground | null {
  if (by === 'districts') return areas.length ? { areas: [...areas] } : null
  const polygon = plot && ringOf(plot.shape)
  return polygon ? { polygon, area: plot.area } : null
}
