/** The one rule by which every screen's state follows from events (docs/protocol.md §2.4). */
import type { Row } from '@/api/types'

export interface LogEvent {
  seq: number
  kind: string
  v: number
  at: string
  actor: string
  body: Row
  x: number | null
}

/** Plain state as it travels in a snapshot: table → id → row. */
export type State = Record<string, Record<string, Row>>

/** `unit_lost` and the like are verbs of a table whose plural is the singular plus s. */
export function tableOf(kind: string): { table: string; verb: string } {
  const dot = kind.indexOf('.')
  return { table: `${kind.slice(0, dot)}s`, verb: kind.slice(dot + 1) }
}

/** What an event does to one row: a new row, `null` = gone, `undefined` = nothing. */
export function nextRow(row: Row | undefined, verb: string, body: Row): Row | null | undefined {
  if (verb === 'noted' || body.id === undefined || body.id === null) return undefined
  if (verb === 'left') return row !== undefined && row.area === body.area ? null : undefined
  return { ...row, ...body }
}

/** Pure form, for tests and small states; the board applies the same `nextRow` in place. */
export function reduce(before: State, events: Iterable<Pick<LogEvent, 'kind' | 'body'>>): State {
  const after: State = {}
  for (const table in before) after[table] = { ...before[table] }
  for (const event of events) {
    const { table, verb } = tableOf(event.kind)
    const id = String(event.body.id)
    const next = nextRow(after[table]?.[id], verb, event.body)
    if (next === undefined) continue
    if (next === null) delete after[table][id]
    else (after[table] ??= {})[id] = next
  }
  return after
}
