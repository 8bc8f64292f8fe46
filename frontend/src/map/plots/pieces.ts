/** area of several pieces → **pieces** → single rings, and back: terra-draw knows one ring at a time. No map in here. */
import type { Geometry, Polygon, Position } from 'geojson'

/** The rings one by one, outlines and holes alike, in the order in which `joined` expects them. */
export function ringsOf(geometry: Geometry): Position[][] {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : []
}

/** The same pieces with these rings; an area of one piece is a plain polygon. */
export function joined(like: Geometry, rings: readonly Position[][]): Geometry {
  if (like.type === 'Polygon') return { type: 'Polygon', coordinates: [...rings] }
  if (like.type !== 'MultiPolygon') return like
  let next = 0
  const pieces = like.coordinates.map((piece) => piece.map(() => rings[next++]!))
  return pieces.length === 1 ? { type: 'Polygon', coordinates: pieces[0]! } : { type: 'MultiPolygon', coordinates: pieces }
}

export const single = (ring: Position[]): Polygon => ({ type: 'Polygon', coordinates: [ring] })
