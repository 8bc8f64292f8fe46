/** The selected incident's words and entries: asked once, asked again when its stream moves. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

import { get } from '@/api/client'
import type { Assignment, Incident, Link, Order } from '@/api/types'
import type { Live } from '@/live/live'

export interface Entry {
  seq: number
  at: string
  actor: string
  actor_name?: string | null
  kind: string
  body: Record<string, unknown>
  text?: string | null
}
export interface IncidentWords {
  incident: Incident
  text: string
  entries: Entry[]
  assignments: Assignment[]
  orders: Array<Order & { task?: string; text?: string; issued_name?: string }>
  links: Link[]
}

/** Events of one act come together. */
const GATHER_MS = 150
const AGAIN_MS = 5000

export function useIncident(live: Live, id: () => number | null): { words: ShallowRef<IncidentWords | null>; failed: ShallowRef<boolean>; ask: () => Promise<void> } {
  const words = shallowRef<IncidentWords | null>(null)
  const failed = shallowRef(false)
  let leave: () => void = () => {}
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    const wanted = id()
    if (wanted === null) return
    clearTimeout(timer)
    try {
      const answer = await get<IncidentWords>(`/api/incidents/${wanted}`)
      if (id() !== wanted) return
      words.value = answer
      failed.value = false
    } catch {
      if (id() !== wanted) return
      failed.value = true
      timer = setTimeout(() => void ask(), AGAIN_MS)
    }
  }
  function gather(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), GATHER_MS)
  }
  watch(id, async (wanted) => {
    leave()
    leave = () => {}
    words.value = null
    failed.value = false
    if (wanted === null) return
    await ask()
    if (id() !== wanted) return
    const last = (words.value as IncidentWords | null)?.entries.reduce((top, entry) => Math.max(top, entry.seq), 0) ?? 0
    leave = live.follow({ scope: `incident:${wanted}`, cursor: { [`incident:${wanted}`]: last }, onEvents: gather, onReset: gather })
  }, { immediate: true })
  onScopeDispose(() => {
    leave()
    clearTimeout(timer)
  })
  return { words, failed, ask }
}
