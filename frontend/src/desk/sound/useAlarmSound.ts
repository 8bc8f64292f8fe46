/** The desk's ear: sounds the most urgent unacknowledged alarm, also behind the lock; a mute ends by itself. */
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'

import type { Alarm } from '@/api/types'
import type { Live } from '@/live/live'
import { sounding } from './work/queue'
import { Tones } from './work/tones'

/** Long enough for a telephone call, short enough that nobody forgets it. */
const MUTE_MS = 120_000
/** Four looks a second: the first tone comes with the alarm, not after it. */
const TICK_MS = 250

export function useAlarmSound(live: Live): {
  first: ComputedRef<Alarm | null>
  blocked: Ref<boolean>
  mutedUntil: ShallowRef<number | null>
  toggleMute: () => void
  unlock: () => Promise<void>
} {
  const tones = new Tones()
  const table = live.board.table('alarms')
  const first = computed(() => sounding(table.value.values()))
  const blocked = ref(true)
  const mutedUntil = shallowRef<number | null>(null)

  async function unlock(): Promise<void> {
    await tones.unlock().catch(() => {})
    blocked.value = tones.blocked
  }
  const touched = (): void => {
    if (blocked.value) void unlock()
  }
  window.addEventListener('pointerdown', touched)
  window.addEventListener('keydown', touched)
  void unlock()

  const timer = setInterval(() => {
    const now = Date.now()
    if (mutedUntil.value !== null && now > mutedUntil.value) mutedUntil.value = null
    if (blocked.value !== tones.blocked) blocked.value = tones.blocked
    tones.tick(mutedUntil.value === null ? (first.value?.urgency ?? null) : null, now)
  }, TICK_MS)
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('pointerdown', touched)
    window.removeEventListener('keydown', touched)
  })
  const toggleMute = (): void => void (mutedUntil.value = mutedUntil.value === null ? Date.now() + MUTE_MS : null)
  return { first, blocked, mutedUntil, toggleMute, unlock }
}
