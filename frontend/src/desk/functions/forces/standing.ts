/** The teams of the board with what they can do now; worked out every other second for everybody who shows them. */
import { computed, type ComputedRef } from 'vue'

import { useLive } from '@/live/live'
import { availabilityOf, openByUnit } from '../../work/availability'
import type { Standing } from './directory'

export function useStanding(now: () => number): ComputedRef<Standing[]> {
  const live = useLive()
  const units = live.board.table('units')
  const assignments = live.board.table('assignments')
  return computed(() => {
    // Whether a marker is lost moves with time alone.
    void Math.floor(now() / 2000)
    const open = openByUnit(assignments.value.values())
    return [...units.value.values()]
      .filter((unit) => unit.x === null)
      .map((unit) => ({ unit, availability: availabilityOf(unit, open.get(unit.id), live.freshnessOf(unit.subject) ?? 'never'), incident: unit.incident ?? open.get(unit.id)?.incident ?? null }))
  })
}
