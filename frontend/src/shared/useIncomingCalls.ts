/** board → **incoming** → card: the calls of the person on this page, told as delivered once and rung until they answer. */
import { computed, onScopeDispose, watch, type ComputedRef } from 'vue'

import { ApiError, post } from '@/api/client'
import { ringingFor, type Call } from './calls'

/** Between two rings: long enough to speak a sentence. */
const RING_MS = 3000
/** A delivery that could not be told is told again with the next look. */
const TELL_AGAIN_MS = 5000

export interface Incoming {
  calls: ComputedRef<Call[]>
}

/** `rows` is read inside a computed: the board's maps are changed in place, so a computed that only hands one on would never wake. */
export function useIncomingCalls(rows: () => Iterable<Call>, user: () => number | null | undefined, ring: (call: Call) => void): Incoming {
  const calls = computed(() => ringingFor(user(), rows()))
  const told = new Map<number, number>()

  async function tell(call: Call): Promise<void> {
    const last = told.get(call.id)
    if (call.delivered_at !== null || (last !== undefined && Date.now() - last < TELL_AGAIN_MS)) return
    told.set(call.id, Date.now())
    try {
      await post(`/api/calls/${call.id}/delivered`, {}, { key: `delivered-${call.id}` })
    } catch (problem) {
      if (problem instanceof ApiError && !problem.retriable) told.set(call.id, Infinity)
    }
  }
  function look(): void {
    for (const call of calls.value) void tell(call)
    const first = calls.value.find((call) => !call.quiet)
    if (first) ring(first)
  }
  // With the call itself and with every rung that tries again; a hidden page's timers are slow.
  watch(() => calls.value.map((call) => `${call.id}:${call.step}`).join(), (now, before) => {
    if (now && now !== before) look()
  }, { immediate: true, flush: 'sync' })
  const timer = setInterval(() => calls.value.length > 0 && look(), RING_MS)
  onScopeDispose(() => clearInterval(timer))
  return { calls }
}
