/** What the order card shows: order and leg as the team sees them (what it pressed counts at once) and the buttons they allow. */

import type { Assignment, OrderState } from '@/api/types'

export type Leg = Assignment['leg']
export type AckKind = 'delivered' | 'read' | 'accepted' | 'refused' | 'arrived'
export type MovingLeg = Exclude<Leg, 'assigned' | 'accepted'>
export type Button = 'accept' | 'refuse' | 'acceptAfterAll' | 'note' | MovingLeg

const RANK: Record<OrderState, number> = { issued: 0, sent: 1, delivered: 2, read: 3, expired: 4, refused: 5, accepted: 6, cancelled: 9 }
export const LEGS: readonly Leg[] = ['assigned', 'accepted', 'en_route', 'arrived', 'working', 'leaving', 'back']

/** What is under way from this phone for one order and its assignment. */
export interface Queued {
  acks: readonly AckKind[]
  legs: readonly Leg[]
}
export const NOTHING: Queued = { acks: [], legs: [] }

/** The centre's state moved on by the answers still waiting in the outbox; by the centre's own ranks, an answer never moves it back. */
export function stateWith(state: OrderState, queued: Queued): OrderState {
  const now = queued.acks.reduce<OrderState>((so, ack) => (ack !== 'arrived' && RANK[ack] > RANK[so] ? ack : so), state)
  // Who says where he is has accepted.
  const moved = queued.acks.includes('arrived') || queued.legs.some((leg) => leg !== 'assigned')
  return moved && RANK[now] < RANK.accepted ? 'accepted' : now
}

/** The team's own last word holds; back to work after setting out home is a move too. */
export function legWith(leg: Leg, queued: Queued): Leg {
  let now = leg
  if (queued.acks.includes('accepted') && now === 'assigned') now = 'accepted'
  if (queued.acks.includes('arrived') && LEGS.indexOf('arrived') > LEGS.indexOf(now)) now = 'arrived'
  for (const said of queued.legs) now = said
  return now
}

/** The next leg is the big one; a team that forgot to say it set out may say it is there. */
function legsFrom(leg: Leg): MovingLeg[] {
  const next = LEGS[Math.max(LEGS.indexOf(leg) + 1, LEGS.indexOf('en_route'))] as MovingLeg | undefined
  if (!next) return []
  return next === 'en_route' ? ['en_route', 'arrived'] : [next]
}

/** At most three beside the SOS. An ordinary member reports, the leader answers; a stand-down is accepted and then ends at the base. */
export function buttonsFor(state: OrderState, kind: string, leg: Leg, speaks = true): Button[] {
  if (!speaks) return state === 'accepted' && kind !== 'stand_down' ? ['note'] : []
  switch (state) {
    case 'issued':
    case 'sent':
    case 'delivered':
    case 'read':
      return kind === 'stand_down' ? ['accept'] : ['accept', 'refuse']
    case 'expired':
    case 'refused':
      return ['acceptAfterAll']
    case 'accepted':
      if (kind === 'stand_down') return leg === 'back' ? [] : leg === 'leaving' ? ['back'] : ['leaving', 'back']
      if (kind === 'task') return ['note']
      return [...legsFrom(leg), 'note']
    case 'cancelled':
      return []
  }
}

export const ACK_OF: Partial<Record<Button, AckKind>> = { accept: 'accepted', acceptAfterAll: 'accepted', refuse: 'refused', arrived: 'arrived' }

export function isLeg(button: Button): button is MovingLeg {
  return (LEGS as readonly string[]).includes(button)
}

/** A team on its way home is not on its way to the scene; a team at work is not "acknowledged". */
export function stateKey(state: OrderState, kind: string, leg: Leg = 'assigned'): string {
  if (kind === 'stand_down' && RANK[state] <= RANK.accepted) {
    if (state !== 'accepted') return 'field.standDownState.waits'
    return leg === 'back' ? 'field.standDownState.back' : 'field.standDownState.accepted'
  }
  if (state === 'accepted' && kind === 'dispatch' && LEGS.indexOf(leg) > LEGS.indexOf('accepted')) return `field.leg.${leg}`
  return `field.state.${state}`
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
    const waits = RANK[order.state] <= RANK.expired
    if (order.kind === 'stand_down') return waits ? 2 : 4
    return waits ? 0 : order.state === 'accepted' ? 1 : 3
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
