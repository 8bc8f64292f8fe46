/** 待我处理 as the centre lists it: read anew when the board moves in something that may wait for somebody, and every so often. */
import { shallowRef, watch, type ShallowRef } from 'vue'

import { get } from '@/api/client'
import type { components } from '@/api/schema'
import type { Desk } from '../../desk'
import { tableOf } from '../../incident/wire'
import { setCount } from '../counts'

export type Waiting = components['schemas']['Waiting']
type Inbox = components['schemas']['Inbox']

const waiting = shallowRef<Waiting[]>([])
const failed = shallowRef(false)
/** Tables whose rows make something wait; a part whose things are not on the board is caught by the round. */
const TABLES = ['orders', 'calls', 'approvals', 'handovers', 'tasks', 'drill_plans', 'responses', 'info_reports', 'instructions', 'alerts', 'alert_proposals', 'opinions', 'opinion_spikes', 'releases', 'consultations', 'expert_calls', 'reviews', 'support_requests']
const SOON_MS = 800
const ROUND_MS = 45_000

export const overdue = (one: Waiting, now: number): boolean => one.due_at !== null && Date.parse(one.due_at) < now

export function useInbox(): { waiting: ShallowRef<Waiting[]>; failed: ShallowRef<boolean> } {
  return { waiting, failed }
}

/** Once per desk, whatever function is open: the rail shows how much waits. */
export function keepInbox(desk: Desk): () => void {
  async function read(): Promise<void> {
    try {
      waiting.value = (await get<Inbox>('/api/inbox')).waiting
      failed.value = false
      setCount('inbox', { n: waiting.value.length, late: waiting.value.some((one) => overdue(one, desk.live.clock.now())) })
    } catch {
      failed.value = true
    }
  }
  let soon: ReturnType<typeof setTimeout> | undefined
  const again = (): void => {
    clearTimeout(soon)
    soon = setTimeout(() => void read(), SOON_MS)
  }
  const stop = watch([...TABLES.map((name) => tableOf<object>(desk.live, name)), desk.session], again)
  const timer = setInterval(again, ROUND_MS)
  void read()
  return () => {
    stop()
    clearTimeout(soon)
    clearInterval(timer)
  }
}
