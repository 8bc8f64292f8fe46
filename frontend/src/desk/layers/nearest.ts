/** 就近力量: which free teams are nearest to a place as the crow flies, where each of them is now. */
import type { Unit } from '@/api/types'
import { distanceM } from '@/field/bearing'

export interface Near {
  unit: Unit
  metres: number
  lon: number
  lat: number
  /** No position of its own now: where it is at home. */
  atBase: boolean
}

export const MOST = 6

export function nearest(units: Iterable<Unit>, place: { lon: number; lat: number }, now: (unit: Unit) => { lon: number; lat: number } | null, most = MOST): Near[] {
  const found: Near[] = []
  for (const unit of units) {
    if (unit.incident !== null || unit.meaning === 'unavailable' || unit.x !== null) continue
    const at = now(unit)
    const { lon, lat } = at ?? unit
    found.push({ unit, lon, lat, atBase: at === null, metres: distanceM(place, { lon, lat }) })
  }
  return found.sort((a, b) => a.metres - b.metres).slice(0, most)
}
