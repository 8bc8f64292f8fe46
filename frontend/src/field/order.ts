/** What the order card shows: the state as the team sees it (what it pressed counts at once) and the buttons that state allows. */

import type { OrderState } from '@/api/types'

export type AckKind = 'delivered' | 'read' | 'accepted' | 'refused' | 'arrived'
export type Button = 'accept' | 'refuse' | 'arrive' | 'note' | 'acceptAfterAll'

const RANK: Record<OrderState, number> = {
  issued: 0, sent: 1, delivered: 2, read: 3, refused: 4, accepted: 5, arrived: 6, withdrawn: 9,
}

/** The centre's state moved on by the answers still waiting in the outbox; by the centre's own ranks, an answer never moves it back. */
export function stateWith(state: OrderState, queued: readonly AckKind[]): OrderState {
  return queued.reduce<OrderState>((now, ack) => (RANK[ack] > RANK[now] ? ack : now), state)
}

/** At most two beside the SOS; a stand-down order is only accepted; an ordinary member reports, the leader answers. */
export function buttonsFor(state: OrderState, kind: string, speaks = true): Button[] {
  if (!speaks) return state === 'accepted' || state === 'arrived' ? ['note'] : []
  switch (state) {
    case 'issued':
    case 'sent':
    case 'delivered':
    case 'read':
      return kind === 'stand_down' ? ['accept'] : ['accept', 'refuse']
    case 'accepted':
      return kind === 'stand_down' ? [] : ['arrive', 'note']
    case 'refused':
      return ['acceptAfterAll']
    case 'arrived':
      return ['note']
    case 'withdrawn':
      return []
  }
}

export const ACK_OF: Record<Exclude<Button, 'note'>, AckKind> = {
  accept: 'accepted', acceptAfterAll: 'accepted', refuse: 'refused', arrive: 'arrived',
}

/** A team on its way home is not on its way to the scene. */
export function stateKey(state: OrderState, kind: string): string {
  if (kind !== 'stand_down' || RANK[state] > RANK.accepted) return `field.state.${state}`
  return state === 'accepted' ? 'field.standDownState.accepted' : 'field.standDownState.waits'
}

interface Dated {
  id: number
  kind: string
  state: OrderState
  issued_at: string
}

/** A dispatch that needs an answer, then the work in hand, then a stand-down to confirm; the newest first within each. */
export function inOrderOfNeed<T extends Dated>(orders: readonly T[]): T[] {
  const group = (order: T): number => {
    const waits = RANK[order.state] < RANK.refused
    if (order.kind === 'stand_down') return waits ? 2 : 4
    return waits ? 0 : order.state === 'accepted' || order.state === 'arrived' ? 1 : 3
  }
  return [...orders].sort((a, b) => group(a) - group(b) || b.issued_at.localeCompare(a.issued_at))
}

/** After a press the next button stands where the last one was: a second tap of a glove must not press it. */
export const ARM_MS = 900

/** `4:07` under an hour, then `1 h 05`-like pieces for the words of the page. */
export function since(from: string, nowMs: number): { h: number; m: number; s: number } {
  const all = Math.max(0, Math.floor((nowMs - Date.parse(from)) / 1000))
  return { h: Math.floor(all / 3600), m: Math.floor((all % 3600) / 60), s: all % 60 }
}
