/** The state of one screen: a map per table, changed in place and announced once per batch, so that 22,000 rows stay cheap. */
import { computed, shallowRef, triggerRef, type ComputedRef, type ShallowRef } from 'vue'
import type { FreshnessLimit, Row, Snapshot, Tables } from '@/api/types'
import { nextRow, tableOf, type LogEvent } from './reduce'

type RowOf<T extends string> = T extends keyof Tables ? Tables[T] : Row
type Watcher = (table: string, id: string, row: Row | null, event: LogEvent) => void

export class Board {
  /** Rises with every loaded snapshot: layers that keep their own copies start anew. */
  readonly generation = shallowRef(0)
  readonly limits = shallowRef<Record<string, FreshnessLimit>>({})
  /** What else the city's rows say a screen measures by, e.g. `desk`. */
  readonly measures = shallowRef<Snapshot['limits']>({})
  private readonly tables = new Map<string, ShallowRef<Map<string, Row>>>()
  private readonly watchers = new Set<Watcher>()

  /** Reactive: reading `.value` inside a computed or template follows the table. Keys are strings. */
  table<T extends string>(name: T): ShallowRef<Map<string, RowOf<T>>> {
    let held = this.tables.get(name)
    if (!held) this.tables.set(name, (held = shallowRef(new Map())))
    return held as unknown as ShallowRef<Map<string, RowOf<T>>>
  }

  list<T extends string>(name: T, keep?: (row: RowOf<T>) => boolean): ComputedRef<RowOf<T>[]> {
    const held = this.table(name)
    return computed(() => {
      const rows = [...held.value.values()]
      return keep ? rows.filter(keep) : rows
    })
  }

  row<T extends string>(name: T, id: number | string | null | undefined): RowOf<T> | undefined {
    return id === null || id === undefined ? undefined : this.table(name).value.get(String(id))
  }

  /** Replaces everything: what a snapshot does not name does not exist. */
  load(snapshots: Snapshot[]): void {
    for (const held of this.tables.values()) held.value.clear()
    for (const snapshot of snapshots) {
      for (const [name, rows] of Object.entries(snapshot.state)) {
        const held = this.table(name).value as Map<string, Row>
        for (const [id, row] of Object.entries(rows)) held.set(id, row)
      }
      if (snapshot.limits?.freshness) this.limits.value = snapshot.limits.freshness
      if (snapshot.limits) this.measures.value = snapshot.limits
    }
    for (const held of this.tables.values()) triggerRef(held)
    this.generation.value += 1
  }

  apply(events: LogEvent[]): void {
    const touched = new Set<ShallowRef<Map<string, Row>>>()
    for (const event of events) {
      const { table, verb } = tableOf(event.kind)
      const held = this.table(table) as unknown as ShallowRef<Map<string, Row>>
      const id = String(event.body.id)
      const next = nextRow(held.value.get(id), verb, event.body)
      if (next === null) held.value.delete(id)
      else if (next !== undefined) held.value.set(id, next)
      if (next !== undefined) touched.add(held)
      for (const watcher of this.watchers) watcher(table, id, next ?? null, event)
    }
    for (const held of touched) triggerRef(held)
  }

  /** Hears every event after it was applied (for sounds, flights of the map, notices). */
  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }
}
