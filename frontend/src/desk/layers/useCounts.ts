/** How many objects each layer has in this desk's areas: counts the server tells, and what the board itself holds. */
import { computed, type ComputedRef } from 'vue'

import type { Live } from '@/live/live'

export interface LayerState {
  id: number
  area: string
  layer: string
  count: number
  changed_at: string
  x: number | null
}

const KIND_OF: Record<string, string> = { vehicle: 'vehicle', person: 'person', phone: 'person', radio: 'person', uav: 'uav', dock: 'dock' }

export function useCounts(live: Live): ComputedRef<ReadonlyMap<string, number>> {
  const tables = { layers: live.board.table('layers'), incidents: live.board.table('incidents'), alarms: live.board.table('alarms'), units: live.board.table('units'), subjects: live.board.table('subjects'), posts: live.board.table('posts') }
  return computed(() => {
    const counts = new Map<string, number>()
    const add = (layer: string, n: number): void => void counts.set(layer, (counts.get(layer) ?? 0) + n)
    for (const row of tables.layers.value.values() as unknown as Iterable<LayerState>) add(row.layer, row.count)
    for (const row of tables.incidents.value.values()) if (row.phase !== 'closed') add('incident', 1)
    add('alarm', tables.alarms.value.size)
    add('team', tables.units.value.size)
    add('standby_post', tables.posts.value.size)
    for (const row of tables.subjects.value.values()) if (KIND_OF[row.kind]) add(KIND_OF[row.kind]!, 1)
    return counts
  })
}
