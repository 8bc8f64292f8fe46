/** Follows this wall's own row, and tells the centre which version of it is on the wall. */
import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue'

import { post } from '@/api/client'
import type { Live } from '@/live/live'
import { alerted, rowOf, sceneNow, type Scene, type WallRow } from './scene'

const AGAIN_MS = 5000

export function useScene(live: Live, actor: string, now: Ref<number>): { wall: ComputedRef<WallRow | null>; scene: ComputedRef<Scene>; turn: ComputedRef<number | null>; alert: ComputedRef<boolean> } {
  const walls = live.board.table('walls') as unknown as Ref<Map<string, WallRow>>
  const alarms = live.board.list('alarms')
  const wall = computed(() => rowOf(walls.value.values(), actor))
  const alert = computed(() => alerted(alarms.value))
  const held = ref<number | null>(null)
  const current = computed(() => sceneNow(wall.value, now.value, held.value))
  watch(alert, (is) => (held.value = is ? current.value.turn : null))

  let timer = 0
  let gone = false
  async function report(): Promise<void> {
    clearTimeout(timer)
    if (gone) return
    let next = Number((live.board.measures.value as { wall?: { report_s?: number } }).wall?.report_s ?? 60) * 1000
    const version = wall.value?.version
    if (version !== undefined) {
      try {
        await post('/api/walls/shown', { version })
      } catch {
        next = AGAIN_MS
      }
    }
    timer = window.setTimeout(() => void report(), next)
  }
  // After it was painted: the word is that people can see it, not that a message came.
  watch(() => wall.value?.version, (version) => version !== undefined && requestAnimationFrame(() => window.setTimeout(() => void report())), { immediate: true, flush: 'post' })
  onScopeDispose(() => {
    gone = true
    clearTimeout(timer)
  })
  return { wall, scene: computed(() => current.value.scene), turn: computed(() => current.value.turn), alert }
}
