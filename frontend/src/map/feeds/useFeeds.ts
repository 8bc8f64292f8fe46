/** The feeds of this screen's own area, live; those a larger area watches for it are asked once a minute, for they are on no stream of ours. */
import { computed, onBeforeUnmount, onMounted, shallowRef, type ComputedRef } from 'vue'

import { get } from '@/api/client'
import type { Live } from '@/live/live'
import type { FeedRow } from './lights'

const ASK_MS = 60_000

export function useFeeds(live: Live): { own: ComputedRef<FeedRow[]>; all: ComputedRef<FeedRow[]> } {
  const table = live.board.table('feeds')
  const own = computed(() => [...table.value.values()] as unknown as FeedRow[])
  const above = shallowRef<FeedRow[]>([])
  let timer = 0

  async function ask(): Promise<void> {
    try {
      above.value = await get<FeedRow[]>('/api/feeds/above')
    } catch {
      // what was known grows old by itself, and the light says so
    }
  }
  onMounted(() => {
    void ask()
    timer = window.setInterval(() => void ask(), ASK_MS)
  })
  onBeforeUnmount(() => clearInterval(timer))
  return { own, all: computed(() => [...own.value, ...above.value]) }
}
