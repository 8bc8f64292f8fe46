/** What stands between an incident and its end, as a list an officer can work off. */
import { FOUR_ONES, type AssignmentRow, type FourOneItem, type IncidentRow } from './wire'

export type Todo =
  | { kind: 'child'; id: number; number: string }
  | { kind: 'unit'; id: number; unit: number; planned: boolean }
  | { kind: 'four_ones'; missing: FourOneItem[] }
  | { kind: 'phase' }

const ACTIVATED = new Set(['opened', 'responding', 'on_scene'])

export function todoBeforeClosing(incident: IncidentRow, children: Iterable<IncidentRow>, assignments: Iterable<AssignmentRow>): Todo[] {
  const todo: Todo[] = []
  for (const child of children) if (child.parent === incident.id && child.phase !== 'closed') todo.push({ kind: 'child', id: child.id, number: child.number })
  for (const row of assignments) if (row.incident === incident.id && row.state === 'open') todo.push({ kind: 'unit', id: row.id, unit: row.unit, planned: false })
  const missing = FOUR_ONES.filter((one) => !(incident.four_ones ?? []).includes(one))
  if (missing.length && ACTIVATED.has(incident.phase)) todo.push({ kind: 'four_ones', missing })
  return todo
}
