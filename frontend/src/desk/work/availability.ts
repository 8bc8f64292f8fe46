/** Whether a unit can be sent: derived from three facts, stored nowhere, so that it never contradicts them. */

import type { Availability } from '@/api/types'
import type { Freshness } from '@/live/freshness'

export interface UnitFacts {
  id: number
  meaning: 'available' | 'delayed' | 'unavailable'
}

export interface AssignmentFacts {
  id: number
  unit: number
  incident: number
  state: string
  x?: number | null
}

export type Contact = Freshness | 'never'

/** A status that means unavailable wins over all, an open assignment over a lost signal: a team in a dead valley is still at work there. */
export function availabilityOf(unit: UnitFacts, open: AssignmentFacts | undefined, contact: Contact): Availability {
  if (unit.meaning === 'unavailable') return 'off'
  if (open !== undefined) return 'assigned'
  // A team that never reported by device stands at its base and is reached by voice: not lost.
  return contact === 'lost' ? 'lost' : 'available'
}

/** Open assignment by unit; real ones only unless an exercise is asked for. */
export function openByUnit(assignments: Iterable<AssignmentFacts>, exercise: number | null = null): Map<number, AssignmentFacts> {
  const open = new Map<number, AssignmentFacts>()
  for (const row of assignments) if (row.state === 'open' && (row.x ?? null) === exercise) open.set(row.unit, row)
  return open
}

const ORDER: Record<Availability, number> = { available: 0, assigned: 1, lost: 2, off: 3 }

/** Who can go first, then the nearest. */
export function byUse<T extends { availability: Availability; distance: number | null; name: string }>(rows: readonly T[]): T[] {
  return [...rows].sort(
    (a, b) =>
      ORDER[a.availability] - ORDER[b.availability] ||
      (a.distance ?? Infinity) - (b.distance ?? Infinity) ||
      a.name.localeCompare(b.name, 'zh-CN'),
  )
}
