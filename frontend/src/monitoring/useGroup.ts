/** A group of pictures as it stands on the board, with what is in the air now. */
import { computed, onBeforeUnmount, onMounted, shallowRef, type ComputedRef, type Ref } from 'vue'

import { get } from '@/api/client'
import type { Live } from '@/live/live'
import type { StreamRow } from '@/video/rows'
import { orderOf, pageOf } from './tiles'
import type { CameraGroup } from './wire'

const ASK_MS = 60_000
const TURN_S = 20

/** The names and kinds of streams are asked page by page once a minute: what stands still is not on the board. */
export function useRegister(): Ref<Map<number, StreamRow>> {
  const rows = shallowRef(new Map<number, StreamRow>())
  let timer = 0
  let gone = false
  async function ask(): Promise<void> {
    const found = new Map<number, StreamRow>()
    try {
      for (let after = 0, more = true; more && found.size < 1000; ) {
        const answer = await get<{ streams: StreamRow[]; more: boolean }>(`/api/video/streams?after=${after}`)
        for (const row of answer.streams) found.set(row.id, row)
        more = answer.more
        after = answer.streams.at(-1)?.id ?? 0
      }
      rows.value = found
    } catch {
      // the last names stay
    }
    if (!gone) timer = window.setTimeout(() => void ask(), ASK_MS)
  }
  onMounted(ask)
  onBeforeUnmount(() => {
    gone = true
    clearTimeout(timer)
  })
  return rows
}

export function useGroup(live: Live, group: () => CameraGroup | null, now: () => number, held: () => number | null = () => null): {
  shown: ComputedRef<number[]>
  page: ComputedRef<number>
  pages: ComputedRef<number>
  register: Ref<Map<number, StreamRow>>
} {
  const register = useRegister()
  const usual = computed(() => Number((live.board.measures.value as { monitoring?: { turn_s?: number } }).monitoring?.turn_s ?? TURN_S))
  const flying = computed(() => {
    void now()
    return [...register.value.values()].filter((row) => row.kind === 'uav' && row.subject !== null && live.freshnessOf(row.subject) === 'live').map((row) => row.id)
  })
  const turned = computed(() => {
    const one = group()
    if (one === null) return { shown: [], page: 0, pages: 1 }
    const all = orderOf({ streams: one.streams, flying: flying.value, drones: one.drones, tiles: one.tiles })
    const stopped = held()
    const found = pageOf(all, one.tiles, one.turn_s || usual.value, now())
    if (stopped === null) return found
    const page = Math.min(stopped, found.pages - 1)
    return { shown: all.slice(page * one.tiles, (page + 1) * one.tiles), page, pages: found.pages }
  })
  // The same pictures stay the same list: a second of the clock begins no camera anew.
  let last: number[] = []
  const shown = computed(() => (last = last.join() === turned.value.shown.join() ? last : turned.value.shown))
  return { shown, page: computed(() => turned.value.page), pages: computed(() => turned.value.pages), register }
}
