/** From what was typed to a place: coordinates beat a named town, and neither overrules a click on the map by chance. */
import { coordinatesIn, type Wrong } from './coordinates'
import { datumIn, toWgs84, type Datum } from './datum'
import { areasIn, type Area, type NamedArea } from './places'

export type By = 'none' | 'area' | 'typed' | 'map'
export interface Placed {
  lon: number | null
  lat: number | null
  by: By
}
export interface Reading {
  placed: Placed
  /** The address without the coordinates in it. */
  address: string
  wrong: Wrong | null
  /** Named in the text itself: 高德 113.77,23.74. */
  datum: Datum | null
  areas: NamedArea[]
}

/** Six digits are 11 cm: nobody knows better. */
export const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

export function read(text: string, before: Placed, datum: Datum, areas: readonly Area[]): Reading {
  const found = coordinatesIn(text)
  if (found.is === 'found') {
    const named = datumIn(found.at.rest)
    const at = toWgs84(found.at, named?.datum ?? datum)
    return {
      placed: { lon: rounded(at.lon), lat: rounded(at.lat), by: 'typed' }, address: named?.rest ?? found.at.rest, wrong: null, datum: named?.datum ?? null, areas: [],
    }
  }
  const named = areasIn(text, areas)
  const address = text.trim()
  if (found.is === 'wrong') return { placed: clear(before), address, wrong: found.why, datum: null, areas: named }
  // Coordinates that were deleted again do not stay behind; a click does.
  const left = before.by === 'map' ? before : ({ lon: null, lat: null, by: 'none' } as const)
  const seat = named[0]?.area
  if (left.by === 'none' && seat && seat.lon !== null && seat.lat !== null) return { placed: { lon: seat.lon, lat: seat.lat, by: 'area' }, address, wrong: null, datum: null, areas: named }
  return { placed: left, address, wrong: null, datum: null, areas: named }
}

function clear(before: Placed): Placed {
  return before.by === 'map' ? before : { lon: null, lat: null, by: 'none' }
}
