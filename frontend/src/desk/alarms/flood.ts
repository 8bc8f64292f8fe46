/** Too many alarms for one person: those alike in one district become one row 内涝 ×14; what is critical always stands alone. */
import type { Urgency } from '@/api/types'

export interface FloodLimits {
  count: number
  window_s: number
}
/** ISA-18.2: more than ten in ten minutes at one seat. Used until a snapshot brought the city's own rows. */
export const FLOOD: FloodLimits = { count: 10, window_s: 600 }
/** Two rows are as quickly read as one that hides them. */
const WORTH_GROUPING = 3

export interface Countable {
  received_at: string
}
export interface Groupable extends Countable {
  id: number
  urgency: Urgency
  source: string
  type: string | null
  type_name: string | null
  area: string
  acked_by: string | null
  x: number | null
}
export interface Group<T> {
  key: string
  area: string
  rows: T[]
  unacked: number
}
export type Line<T> = { is: 'one'; row: T } | { is: 'group'; group: Group<T> }

/** Alarms received in the last while; repeats and merged reports are not alarms of their own. */
export function rate(alarms: Iterable<Countable>, nowMs: number, windowS: number = FLOOD.window_s): number {
  let recent = 0
  for (const alarm of alarms) if (nowMs - Date.parse(alarm.received_at) < windowS * 1000) recent++
  return recent
}

/** Begins above the limit, ends at half of it (ISA-18.2), so that the list does not jump to and fro. */
export function flooding(was: boolean, count: number, limit: number = FLOOD.count): boolean {
  return was ? count > limit / 2 : count > limit
}

/** Rows in queue order; a group stands where its first row stood. */
export function grouped<T extends Groupable>(rows: readonly T[], flood: boolean): Line<T>[] {
  if (!flood) return rows.map((row) => ({ is: 'one', row }))
  // The centre's own alarms are about the work, not about one more event of that type.
  const keyOf = (row: T): string | null =>
    row.urgency === 'critical' ? null : `${row.source === 'system' || row.type === null ? `from ${row.source}` : row.type}|${row.area.slice(0, 6)}|${row.x ?? ''}`
  const held = new Map<string, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    if (key !== null) held.set(key, [...(held.get(key) ?? []), row])
  }
  const lines: Line<T>[] = []
  const put = new Set<string>()
  for (const row of rows) {
    const key = keyOf(row)
    const alike = key === null ? [] : held.get(key)!
    if (alike.length < WORTH_GROUPING) lines.push({ is: 'one', row })
    else if (!put.has(key!)) {
      put.add(key!)
      lines.push({ is: 'group', group: { key: key!, area: row.area.slice(0, 6), rows: alike, unacked: alike.filter((one) => one.acked_by === null).length } })
    }
  }
  return lines
}
