/** Sums of one incident for the wall. Pure. */
import type { Assignment } from '@/api/types'

export interface CallLike {
  incident: number | null
  state: string
  covered_by: number | null
  stands_for: number | null
}
interface Team {
  row: Assignment
  lost: boolean
  /** When it came to the leg it is in. */
  at: string
}

const ORDER: Assignment['leg'][] = ['working', 'arrived', 'en_route', 'accepted', 'assigned', 'leaving', 'back']

/** Those nobody hears from first, then who is nearest to the fire. */
export function forcesOf(assignments: readonly Assignment[], lostChecks: ReadonlySet<number>): { teams: Team[]; counts: Partial<Record<Assignment['leg'], number>>; lost: number } {
  const teams = assignments.map((row) => ({ row, lost: lostChecks.has(row.id), at: row.leg === 'assigned' ? row.opened_at : ((row[`${row.leg}_at`] as string | null) ?? row.opened_at) }))
  teams.sort((a, b) => Number(b.lost) - Number(a.lost) || ORDER.indexOf(a.row.leg) - ORDER.indexOf(b.row.leg) || a.row.id - b.row.id)
  const counts: Partial<Record<Assignment['leg'], number>> = {}
  for (const { row } of teams) counts[row.leg] = (counts[row.leg] ?? 0) + 1
  return { teams, counts, lost: teams.filter((team) => team.lost).length }
}

/** Stand-ins are no further persons to reach; who is covered by one is reached. */
export function reachOf(calls: readonly CallLike[], incident: number): { total: number; answered: number; waiting: number } {
  const meant = calls.filter((row) => row.incident === incident && row.stands_for === null && row.state !== 'stopped')
  const answered = meant.filter((row) => row.state === 'answered' || row.covered_by !== null).length
  return { total: meant.length, answered, waiting: meant.length - answered }
}
