/** The alarm queue's order and words: unacknowledged first, then urgency, then the newest (EEMUA 191's order). */

import type { Urgency } from '@/api/types'

export interface QueuedAlarm {
  id: number
  urgency: Urgency
  state: string
  acked_by: string | null
  verdict: string | null
  received_at: string
  x?: number | null
}

const RANK: Record<Urgency, number> = { critical: 0, urgent: 1, normal: 2 }

/** What still needs a person: cleared and judged alarms leave the queue. */
export function waits(alarm: QueuedAlarm): boolean {
  return alarm.state === 'active' && alarm.verdict === null
}

export function inQueueOrder<T extends QueuedAlarm>(alarms: Iterable<T>): T[] {
  return [...alarms].filter(waits).sort(
    (a, b) =>
      Number(a.acked_by !== null) - Number(b.acked_by !== null) ||
      RANK[a.urgency] - RANK[b.urgency] ||
      b.received_at.localeCompare(a.received_at) ||
      b.id - a.id,
  )
}

/** The one alarm that may sound: the first unacknowledged, or none. Acknowledging stops the tone, muting does not acknowledge. */
export function sounding<T extends QueuedAlarm>(alarms: Iterable<T>): T | null {
  const first = inQueueOrder(alarms)[0]
  return first && first.acked_by === null ? first : null
}

/** More than ten in ten minutes at one seat is a flood (ISA-18.2). */
export function floods(alarms: Iterable<QueuedAlarm>, nowMs: number): boolean {
  let recent = 0
  for (const alarm of alarms) if (nowMs - Date.parse(alarm.received_at) < 600_000) recent++
  return recent > 10
}
