/** What is late in one incident, worst first: it stands above everything else on its screen. */
import { isOpen, type Call } from '@/shared/calls'
import type { CheckRow, OrderRow, RollCallRow, SupplyRow } from './wire'

export type LateKind = 'lost' | 'roll_call' | 'check' | 'refused' | 'expired' | 'unaccepted' | 'supply' | 'call'
export type LateTab = 'story' | 'force' | 'orders' | 'safety' | 'supplies' | 'calls'

export interface Late {
  kind: LateKind
  /** Row it is about, for the key and the jump. */
  id: number
  unit: number | null
  /** Whom or what, where it is no team. */
  name?: string
  /** Seconds over; null where it is a state, not a time. */
  overS: number | null
  tab: LateTab
}

/** A life first, then heads not counted, then teams that do not answer, then things. */
const RANK: LateKind[] = ['lost', 'roll_call', 'check', 'refused', 'expired', 'unaccepted', 'call', 'supply']
const WAITING = new Set(['issued', 'sent', 'delivered', 'read'])

const over = (due: string | null | undefined, now: number): number | null => {
  if (!due) return null
  const seconds = Math.floor((now - Date.parse(due)) / 1000)
  return seconds > 0 ? seconds : null
}

export interface Board {
  orders: Iterable<OrderRow>
  checks: Iterable<CheckRow>
  rollCalls: Iterable<RollCallRow>
  calls: Iterable<Call>
  supplies: Iterable<SupplyRow>
  /** Units still held here: an old refusal of a team that was released is no news. */
  heldOrders: ReadonlySet<number>
}

export function lateIn(incident: number, board: Board, now: number): Late[] {
  const found: Late[] = []
  for (const row of board.checks) {
    if (row.incident !== incident) continue
    if (row.state === 'lost') found.push({ kind: 'lost', id: row.id, unit: row.unit, overS: over(row.lost_at ?? row.due_at, now), tab: 'safety' })
    else if (over(row.due_at, now) !== null) found.push({ kind: 'check', id: row.id, unit: row.unit, overS: over(row.due_at, now), tab: 'safety' })
  }
  // A newer roll call has asked everybody again: only that one can still be answered usefully.
  const last = [...board.rollCalls].filter((row) => row.incident === incident).reduce<RollCallRow | null>((newest, row) => (newest === null || row.id > newest.id ? row : newest), null)
  if (last && last.state !== 'complete' && over(last.due_at, now) !== null) found.push({ kind: 'roll_call', id: last.id, unit: null, overS: over(last.due_at, now), tab: 'safety' })
  for (const row of board.orders) {
    if (row.incident !== incident || !board.heldOrders.has(row.id)) continue
    if (row.state === 'refused') found.push({ kind: 'refused', id: row.id, unit: row.unit, overS: over(row.refused_at, now), tab: 'orders' })
    else if (row.state === 'expired') found.push({ kind: 'expired', id: row.id, unit: row.unit, overS: over(row.expired_at ?? row.due_at, now), tab: 'orders' })
    else if (WAITING.has(row.state) && over(row.due_at, now) !== null)
      found.push({ kind: 'unaccepted', id: row.id, unit: row.unit, overS: over(row.due_at, now), tab: 'orders' })
  }
  // A ladder at its end waits for a human hand.
  for (const row of board.calls)
    if (row.incident === incident && row.officer && isOpen(row)) found.push({ kind: 'call', id: row.id, unit: null, name: row.name, overS: over(row.started_at, now), tab: 'calls' })
  for (const row of board.supplies)
    if (row.incident === incident && (row.paper_overdue || row.return_overdue))
      found.push({ kind: 'supply', id: row.id, unit: null, name: row.item_name, overS: over(row.paper_overdue ? row.paper_due_at : row.return_by, now), tab: 'supplies' })
  return found.sort((a, b) => RANK.indexOf(a.kind) - RANK.indexOf(b.kind) || (b.overS ?? 0) - (a.overS ?? 0) || a.id - b.id)
}
