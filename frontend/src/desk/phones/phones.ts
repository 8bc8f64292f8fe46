/** The telephone at this desk: whether there is an exchange, which extension is the officer's own, which call is being entered as an alarm. */
import { ref, shallowRef } from 'vue'

import { get } from '@/api/client'
import type { components } from '@/api/schema'

export type PhoneCall = components['schemas']['PhoneCallRow']
export type PhoneLine = components['schemas']['PhoneLineRow']
export type OwnPhone = components['schemas']['OwnPhone']

/** Null until asked; `line` null: nothing can be dialled here, and no button says otherwise. */
export const own = shallowRef<OwnPhone | null>(null)
/** The call the form of a new alarm belongs to. */
export const entering = shallowRef<PhoneCall | null>(null)
/** The little form for the officer's own extension is open. */
export const choosing = ref(false)

let asked: Promise<void> | null = null
export function loadOwn(): Promise<void> {
  asked ??= get<OwnPhone>('/api/phones/mine').then((found) => void (own.value = found), () => void (asked = null))
  return asked
}

export const LIVE: readonly PhoneCall['state'][] = ['ringing', 'answered']

/** Calls this desk shows: whoever rings in, and what this officer dials or talks on. */
export function shownCalls(calls: Iterable<PhoneCall>, name: string, hidden: ReadonlySet<number>): PhoneCall[] {
  return [...calls]
    .filter((call) => LIVE.includes(call.state) && !hidden.has(call.id) && (call.direction === 'in' ? call.state === 'ringing' || call.by_name === name : call.direction === 'out' && call.by_name === name))
    .sort((a, b) => a.id - b.id)
}

/** Of one incident, the newest first; a robot's calls are told by the call-out's own list, but their recordings are here. */
export function logOf(calls: Iterable<PhoneCall>, incident: number): PhoneCall[] {
  return [...calls].filter((call) => call.incident === incident).sort((a, b) => b.id - a.id)
}

export function seconds(call: PhoneCall, now: number): number {
  if (!call.answered_at) return 0
  return Math.max(0, ((call.ended_at ? Date.parse(call.ended_at) : now) - Date.parse(call.answered_at)) / 1000)
}
