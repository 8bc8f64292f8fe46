/** The alarm queue's order: unacknowledged first, then urgency, then the newest (EEMUA 191's order); what is shelved waits aside. */

import type { Urgency } from '@/api/types'

export interface QueuedAlarm {
  id: number
  urgency: Urgency
  state: string
  acked_by: string | null
  verdict: string | null
  received_at: string
  shelved_until?: string | null
  test?: boolean
  x?: number | null
}

export type Shelf = 'waiting' | 'shelved' | 'done'

const RANK: Record<Urgency, number> = { critical: 0, urgent: 1, normal: 2 }

/** Over, but nobody has seen that it happened (ring-back). */
export function recovered(alarm: QueuedAlarm): boolean {
  return alarm.state === 'cleared' && alarm.acked_by === null && alarm.verdict === null
}

/** A shelf's end is told by the centre; a screen that has not heard it yet puts the alarm back by its own clock. */
export function shelved(alarm: QueuedAlarm, nowMs: number): boolean {
  return !!alarm.shelved_until && Date.parse(alarm.shelved_until) > nowMs
}

/** What still needs a person: judged alarms leave the queue, cleared ones once they were acknowledged. */
export function waits(alarm: QueuedAlarm): boolean {
  return alarm.verdict === null && (alarm.state === 'active' || alarm.acked_by === null)
}

export function shelfOf(alarm: QueuedAlarm, nowMs: number): Shelf {
  return !waits(alarm) ? 'done' : shelved(alarm, nowMs) ? 'shelved' : 'waiting'
}

function byNeed(a: QueuedAlarm, b: QueuedAlarm): number {
  return (
    Number(a.acked_by !== null) - Number(b.acked_by !== null) ||
    RANK[a.urgency] - RANK[b.urgency] ||
    b.received_at.localeCompare(a.received_at) ||
    b.id - a.id
  )
}

export function inQueueOrder<T extends QueuedAlarm>(alarms: Iterable<T>, nowMs = 0): T[] {
  return [...alarms].filter((alarm) => shelfOf(alarm, nowMs) === 'waiting').sort(byNeed)
}

export function onShelf<T extends QueuedAlarm>(alarms: Iterable<T>, shelf: Shelf, nowMs: number): T[] {
  if (shelf === 'waiting') return inQueueOrder(alarms, nowMs)
  const found = [...alarms].filter((alarm) => shelfOf(alarm, nowMs) === shelf)
  return shelf === 'shelved'
    ? found.sort((a, b) => (a.shelved_until ?? '').localeCompare(b.shelved_until ?? ''))
    : found.sort((a, b) => b.received_at.localeCompare(a.received_at) || b.id - a.id)
}

/** The one alarm that may sound: the first unacknowledged, or none. Acknowledging stops the tone, muting does not acknowledge. */
export function sounding<T extends QueuedAlarm>(alarms: Iterable<T>, nowMs = 0): T | null {
  const first = inQueueOrder(alarms, nowMs)[0]
  return first && first.acked_by === null ? first : null
}
