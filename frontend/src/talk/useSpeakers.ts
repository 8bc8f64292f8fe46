/** Who speaks, without a sound: for screens that only show it. The same connection as a listener's, its audio left unread. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

import { post } from '@/api/client'
import type { components } from '@/api/schema'
import { absolute, FINAL, Link, type Said, type Taken } from './link'

type Ticket = components['schemas']['TicketRow']

const BACK_OFF = [0, 500, 1000, 2000, 4000, 8000]
const LATER_MS = 15_000

export function useSpeakers(groups: () => number[]): { speakers: ShallowRef<ReadonlyMap<number, Taken>>; linked: ShallowRef<boolean> } {
  const speakers = shallowRef<ReadonlyMap<number, Taken>>(new Map())
  const linked = shallowRef(false)
  let attempt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const link = new Link({
    open() {
      linked.value = true
      attempt = 0
    },
    said,
    sound: () => {},
    closed(code) {
      linked.value = link.up
      if (!link.up) speakers.value = new Map()
      again(FINAL.has(code) ? LATER_MS : undefined)
    },
  })

  function set(group: number, taken: Taken | null): void {
    const next = new Map(speakers.value)
    if (taken) next.set(group, taken)
    else next.delete(group)
    speakers.value = next
  }
  function said(frame: Said): void {
    if (frame.t === 'joined') set(frame.group.id, frame.taken && { ...frame.taken, g: frame.group.id })
    else if (frame.t === 'taken') set(frame.g, frame)
    else if (frame.t === 'idle' || frame.t === 'left' || frame.t === 'refused') set(frame.g, null)
  }
  function again(ms = BACK_OFF[Math.min(attempt, BACK_OFF.length - 1)]!): void {
    attempt += 1
    clearTimeout(timer)
    timer = setTimeout(() => void connect(), ms)
  }
  async function connect(): Promise<void> {
    clearTimeout(timer)
    const wanted = groups()
    if (wanted.length === 0) return link.close()
    try {
      const ticket = await post<Ticket>('/api/talk/ticket', { groups: wanted })
      const ids = ticket.groups.map((seat) => seat.id)
      link.open(absolute(ticket.url), () => ids)
    } catch {
      again()
    }
  }
  watch(() => groups().join(), () => void connect(), { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    link.close()
  })
  return { speakers, linked }
}
