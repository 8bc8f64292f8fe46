/** The teams of an incident as the desk lists them: who needs something first, with the order that sent them. */
import type { AssignmentRow, OrderRow } from './wire'

export interface TeamLine {
  assignment: AssignmentRow | null
  order: OrderRow | null
  unit: number
  need: 'answer' | 'refused' | 'expired' | 'planned' | 'none' | 'over'
}

const WAITING = new Set(['issued', 'sent', 'delivered', 'read'])

export function waits(order: Pick<OrderRow, 'state'>): boolean {
  return WAITING.has(order.state)
}

/** An order that was not accepted can be taken back; an accepted one is ended by standing the team down. */
export function cancellable(order: Pick<OrderRow, 'state'>): boolean {
  return waits(order) || order.state === 'expired' || order.state === 'refused'
}

const RANK: Record<TeamLine['need'], number> = { refused: 0, expired: 1, answer: 2, none: 3, planned: 4, over: 5 }

/** One line per assignment, with its order; orders of teams no longer held (and stand-downs) follow as history. */
export function teamLines(incident: number, orders: Iterable<OrderRow>, assignments: Iterable<AssignmentRow>): TeamLine[] {
  const byId = new Map<number, OrderRow>()
  for (const order of orders) if (order.incident === incident) byId.set(order.id, order)
  const lines: TeamLine[] = []
  const shown = new Set<number>()
  for (const assignment of assignments) {
    if (assignment.incident !== incident) continue
    const order = assignment.order === null ? null : (byId.get(assignment.order) ?? null)
    if (order) shown.add(order.id)
    lines.push({ assignment, order, unit: assignment.unit, need: needOf(assignment, order) })
  }
  for (const order of byId.values()) if (!shown.has(order.id)) lines.push({ assignment: null, order, unit: order.unit, need: furtherNeed(order) })
  const at = (line: TeamLine): string => line.order?.issued_at ?? line.assignment?.opened_at ?? ''
  return lines.sort((a, b) => RANK[a.need] - RANK[b.need] || at(b).localeCompare(at(a)))
}

/** A further task that nobody answered yet, or that was refused, is as urgent as the dispatch was. */
function furtherNeed(order: OrderRow): TeamLine['need'] {
  if (order.kind !== 'dispatch' && waits(order)) return 'answer'
  return order.kind === 'task' && (order.state === 'refused' || order.state === 'expired') ? order.state : 'over'
}

function needOf(assignment: AssignmentRow, order: OrderRow | null): TeamLine['need'] {
  if (assignment.state === 'released') return 'over'
  if (assignment.state === 'planned') return 'planned'
  if (order?.state === 'refused') return 'refused'
  if (order?.state === 'expired') return 'expired'
  return order && waits(order) ? 'answer' : 'none'
}
