/** The seven legs of a team's way to an incident and back: which are behind it, which comes next, and when each began. */
import { LEGS, type AssignmentRow, type Leg } from './wire'

export interface Step {
  leg: Leg
  at: string | null
  state: 'done' | 'now' | 'next' | 'ahead'
}

export function legOf(row: AssignmentRow): Leg {
  return row.leg ?? 'assigned'
}

export function timeOf(row: AssignmentRow, leg: Leg): string | null {
  return leg === 'assigned' ? row.opened_at : ((row[`${leg}_at`] as string | null | undefined) ?? null)
}

/** A leg that was jumped over (a team that went straight to work) is done without a time. */
export function stepsOf(row: AssignmentRow): Step[] {
  const here = LEGS.indexOf(legOf(row))
  return LEGS.map((leg, n) => ({
    leg,
    at: timeOf(row, leg),
    state: n < here ? 'done' : n === here ? 'now' : n === here + 1 && row.state === 'open' ? 'next' : 'ahead',
  }))
}

/** The leg a team says next; nothing after it is back or was released. */
export function nextLeg(leg: Leg, state: AssignmentRow['state'] = 'open'): Leg | null {
  return state === 'open' ? (LEGS[LEGS.indexOf(leg) + 1] ?? null) : null
}

/** On scene or at work: counted as being there. */
export function isThere(row: Pick<AssignmentRow, 'leg' | 'state'>): boolean {
  return row.state === 'open' && (row.leg === 'arrived' || row.leg === 'working')
}
