/** The desk's ear: sounds the most urgent unacknowledged alarm in one of its windows, also behind the lock; a mute ends by itself. */
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'

import type { Alarm, Urgency } from '@/api/types'
import type { Live } from '@/live/live'
import { tableOf, type Leg } from '@/rtc/wire'
import { sounding } from '../work/queue'
import type { Windows } from '../windows/useWindows'
import { loudness, type Output } from './seat'
import { speech } from './speech'
import { CALL, EVERY_S, NOTES, NOTICE, Tones } from './tones'

/** Long enough for a telephone call, short enough that nobody forgets it. */
const MUTE_MS = 120_000
/** Four looks a second: a tone is never late by more than nobody notices. */
const TICK_MS = 250
const STORE = 'ecc.sound'

export interface Speaker {
  output: Output
  duck: boolean
}

export interface AlarmSound {
  first: ComputedRef<Alarm | null>
  /** No window of this desk may play. */
  blocked: ComputedRef<boolean>
  /** This window may not play. */
  blockedHere: Ref<boolean>
  mutedUntil: ShallowRef<number | null>
  speaker: ShallowRef<Speaker>
  toggleMute(): void
  unlock(): Promise<void>
  setSpeaker(speaker: Speaker): void
  /** For the test by ear: the tone of 特急 at full strength. */
  test(): Promise<void>
  /** Once, unless this desk is muted: a neighbour cannot be heard. */
  notice(): void
  /** Once: this desk's own person is called. A mute is for alarms. */
  ring(): void
}

function kept(): Speaker {
  try {
    const read = JSON.parse(localStorage.getItem(STORE) ?? '{}') as Partial<Speaker>
    return { output: read.output === 'headset' ? 'headset' : 'hall', duck: read.duck !== false }
  } catch {
    return { output: 'hall', duck: true }
  }
}

export function useAlarmSound(live: Live, windows: Windows, user: () => number | null = () => null): AlarmSound {
  const tones = new Tones()
  const table = live.board.table('alarms')
  const links = live.board.table('links')
  const conferenceLegs = tableOf<Leg>(live, 'conference_legs')
  /** A link somebody keeps open, or the conference that this desk's own person is in. */
  const conferring = computed(() =>
    [...links.value.values()].some((link) => link.active && link.kind === 'conference')
    || [...conferenceLegs.value.values()].some((leg) => leg.state === 'joined' && leg.who.user !== undefined && leg.who.user === user()))
  /** Shelves end with time alone; a second is soon enough. */
  const second = shallowRef(Math.floor(live.clock.now() / 1000))
  const first = computed(() => sounding(table.value.values(), second.value * 1000))
  const blockedHere = ref(true)
  const mutedUntil = shallowRef<number | null>(null)
  const speaker = shallowRef(kept())

  async function unlock(): Promise<void> {
    await tones.unlock().catch(() => {})
    look()
  }
  const touched = (): void => {
    if (blockedHere.value) void unlock()
  }
  window.addEventListener('pointerdown', touched)
  window.addEventListener('keydown', touched)
  void unlock()

  function look(): void {
    if (blockedHere.value !== tones.blocked) {
      blockedHere.value = tones.blocked
      windows.setAudible(!tones.blocked)
    }
  }
  const gain = (): number => loudness(speaker.value.output, conferring.value || speech.value, speaker.value.duck)
  function everyS(): Record<Urgency, number> {
    const tones = live.board.measures.value.alarms?.tones
    return tones ? { critical: tones.critical.every_s, urgent: tones.urgent.every_s, normal: tones.normal.every_s } : EVERY_S
  }
  function tick(): void {
    const now = Date.now()
    if (mutedUntil.value !== null && now > mutedUntil.value) mutedUntil.value = null
    second.value = Math.floor(live.clock.now() / 1000)
    look()
    const urgency = mutedUntil.value === null && windows.leads.value ? (first.value?.urgency ?? null) : null
    tones.tick(urgency, now, everyS(), gain())
  }
  const timer = setInterval(tick, TICK_MS)
  // With the alarm itself: a hidden window's timers run as seldom as once a minute.
  watch([first, windows.leads], tick, { flush: 'sync' })
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('pointerdown', touched)
    window.removeEventListener('keydown', touched)
  })

  windows.hear('mute', ({ until }) => (mutedUntil.value = until))
  return {
    first, blockedHere, mutedUntil, speaker, unlock,
    blocked: computed(() => !windows.audible.value),
    toggleMute() {
      mutedUntil.value = mutedUntil.value === null ? Date.now() + MUTE_MS : null
      windows.say({ is: 'mute', until: mutedUntil.value })
    },
    setSpeaker(next) {
      speaker.value = next
      localStorage.setItem(STORE, JSON.stringify(next))
    },
    async test() {
      await unlock()
      tones.play(NOTES.critical)
    },
    notice() {
      if (mutedUntil.value === null && windows.leads.value && !tones.blocked) tones.play(NOTICE, gain())
    },
    ring() {
      if (windows.leads.value && !tones.blocked) tones.play(CALL, gain())
    },
  }
}
