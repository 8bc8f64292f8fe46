/** What an evacuation's card shows of its two books. Pure. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type EvacuationRow = Rows['EvacuationRow']
export type EvacuationWhole = Rows['EvacuationWhole']
export type ShelterSum = Rows['ShelterSum']

/** Whole percent, and never 100 before everybody is out. */
export function percent(done: number, target: number): number {
  if (target <= 0) return done > 0 ? 100 : 0
  return done >= target ? 100 : Math.min(99, Math.floor((done * 100) / target))
}

/** People on the way: left home for a shelter, not yet counted at its door. Negative: more came than were sent. */
export const underway = (row: EvacuationRow): number => row.sheltered - row.counted

export const isOver = (row: EvacuationRow): boolean => row.state === 'closed' || row.state === 'cancelled'

/** The six measures, added up over the areas that reported. */
export function bars(row: EvacuationRow): Array<{ code: string; target: number; done: number }> {
  const sums = new Map<string, { code: string; target: number; done: number }>()
  for (const one of row.measures) {
    const sum = sums.get(one.code) ?? { code: one.code, target: 0, done: 0 }
    sums.set(one.code, { ...sum, target: sum.target + one.target, done: sum.done + one.done })
  }
  return [...sums.values()]
}
