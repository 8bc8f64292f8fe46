/** Risks and hazards as the server sends them, and the order in which hazards are put right. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type Hazard = Rows['HazardRow']
export type HazardWhole = Rows['HazardWhole']
export type Risk = Rows['RiskRow']
export type Sector = Rows['SectorRow']

export const OVER: readonly Hazard['state'][] = ['closed', 'relapsed', 'rejected']
export const COLOURS: readonly Risk['colour'][] = ['red', 'orange', 'yellow', 'blue']
/** Steps of LEC: how likely, how often exposed, how bad (the server knows no others). */
export const LEC = { likely: [0.1, 0.2, 0.5, 1, 3, 6, 10], exposed: [0.5, 1, 2, 3, 6, 10], severe: [1, 3, 7, 15, 40, 100] } as const

export const unresolved = (row: Hazard): boolean => !OVER.includes(row.state)

/** As the server ranks them: what nobody has ranked, what is major, what reaches far, most people, soonest done. */
export function inOrder(rows: Iterable<Hazard>): Hazard[] {
  const weight = (row: Hazard): Array<number | string> => [row.state === 'found' ? 0 : 1, row.major ? 0 : 1, -row.reach, -row.people, row.difficulty, row.due_at ?? '', row.id]
  return [...rows].sort((a, b) => {
    const [left, right] = [weight(a), weight(b)]
    const n = left.findIndex((value, place) => value !== right[place])
    return n < 0 ? 0 : left[n]! < right[n]! ? -1 : 1
  })
}
