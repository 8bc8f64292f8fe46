/** This seat's word to the centre on its own sound, and the test by ear at the start of a shift. */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'

import { csrf, newKey, post } from '@/api/client'
import type { Desk } from '../desk'
import type { Windows } from '../windows/useWindows'
import { seatKey, soundOf, type Sound } from './seat'
import type { AlarmSound } from './useAlarmSound'

interface Heard {
  id: number
  tested_at: string | null
  test_due: boolean
  others: number
}
export interface SeatState {
  id: ShallowRef<number | null>
  /** Somebody must listen and say whether they heard it. */
  testDue: ShallowRef<boolean>
  unheard: ShallowRef<boolean>
  /** Other seats that sound for this area; null before the centre said. */
  others: ShallowRef<number | null>
  sound: ComputedRef<Sound>
  confirm(heard: boolean): void
  /** Asks for the test again, at any time. */
  askAgain(): void
}

const PATH = '/api/desk/sound'
const REPORT_S = 30
/** A flicker of the browser is not told. */
const SETTLE_MS = 400

export function useSeat(desk: Desk, windows: Windows, ear: AlarmSound): SeatState {
  const key = seatKey(newKey)
  const id = shallowRef<number | null>(null)
  const testDue = shallowRef(false)
  const unheard = shallowRef(false)
  const others = shallowRef<number | null>(null)
  const askedAt = shallowRef<number | null>(null)
  const now = shallowRef(Date.now())
  const sound = computed(() =>
    soundOf({
      blocked: ear.blocked.value,
      muted: ear.mutedUntil.value !== null,
      testDue: testDue.value,
      askedForMs: askedAt.value === null ? 0 : now.value - askedAt.value,
      unheard: unheard.value,
    }),
  )

  function due(is: boolean): void {
    testDue.value = is
    askedAt.value = is ? (askedAt.value ?? Date.now()) : null
  }
  let tested = false
  async function report(): Promise<void> {
    if (!windows.leads.value || desk.live.phase.value === 'signed_out') return
    clearTimeout(soon)
    const confirmed = tested
    try {
      const heard = await post<Heard>(PATH, { seat: key, state: sound.value, tested: confirmed })
      if (confirmed) tested = false
      id.value = heard.id
      others.value = heard.others
      if (!unheard.value) due(heard.test_due)
    } catch {
      // The centre misses us by itself when we stay silent.
    }
  }
  let soon: ReturnType<typeof setTimeout> | undefined
  const settle = (): void => {
    clearTimeout(soon)
    soon = setTimeout(() => void report(), SETTLE_MS)
  }
  let reported = 0
  const timer = setInterval(() => {
    now.value = Date.now()
    if (now.value - reported < (desk.live.board.measures.value.desk?.report_s ?? REPORT_S) * 1000) return
    reported = now.value
    void report()
  }, 1000)
  watch([sound, windows.leads], settle, { immediate: true })
  watch(
    () => desk.session.value?.actor,
    () => {
      unheard.value = false
      askedAt.value = null
      settle()
    },
  )

  /** The last window of the desk goes: nobody is missed. A reload says it too, and is back at once. */
  const leave = (event: PageTransitionEvent): void => {
    if (event.persisted || windows.count.value > 1) return
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf() }
    void fetch(PATH, { method: 'POST', keepalive: true, credentials: 'same-origin', headers, body: JSON.stringify({ seat: key, state: 'closed' }) }).catch(() => {})
  }
  window.addEventListener('pagehide', leave)
  onScopeDispose(() => {
    clearInterval(timer)
    clearTimeout(soon)
    window.removeEventListener('pagehide', leave)
  })

  function settleTest(heard: boolean): void {
    unheard.value = !heard
    tested = heard
    if (heard) due(false)
    else due(true)
    void report()
  }
  windows.hear('tested', ({ heard }) => settleTest(heard))
  return {
    id, testDue, unheard, others, sound,
    confirm(heard) {
      windows.say({ is: 'tested', heard })
      settleTest(heard)
    },
    askAgain: () => due(true),
  }
}
