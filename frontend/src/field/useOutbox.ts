/** The page's view of the outbox: what waits, what was refused, and which answers of mine are still under way. */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { NOTHING, type AckKind, type Leg, type Queued } from './order'
import type { Entry, EntryKind, Fix } from './outbox/entry'
import { Sender } from './outbox/sender'
import type { OutboxStore, Waiting } from './outbox/store'
import { send } from './post'
import { stepOf, type TaskStep } from './tasks'

export interface Outbox {
  waiting: Ref<Waiting>
  /** False until the phone's own store was read: until then nobody knows whether something waits. */
  counted: Ref<boolean>
  refused: ShallowRef<Entry[]>
  /** What was answered here and what the page was told does not hold yet: answers by order, legs by assignment, roll calls. */
  underWay: ShallowRef<UnderWay>
  /** The part of it that is still on this phone only. */
  unsent: ShallowRef<UnderWay>
  /** When the last SOS of this visit reached the centre. */
  sosReceived: Ref<string | null>
  as(owner: string | null): Promise<void>
  put(kind: EntryKind, path: string, body: unknown, once?: string, file?: Entry['file']): Promise<void>
  putFix(fix: Fix): Promise<void>
  wake(): void
  /** The centre has told how things stand; it was asked at `asked` (ms of this phone's clock). */
  heard(asked: number): Promise<void>
  dismiss(entry: Entry): Promise<void>
}

const ACK_PATH = /^\/api\/orders\/(\d+)\/acks$/
const LEG_PATH = /^\/api\/assignments\/(\d+)\/leg$/
const ROLL_PATH = /^\/api\/field\/roll-calls\/(\d+)\/answer$/

export interface UnderWay {
  acks: Map<number, AckKind[]>
  legs: Map<number, Leg[]>
  rolls: Set<number>
  tasks: Map<number, TaskStep[]>
  /** Every path of them, for whoever looks for one of their own. */
  paths: Set<string>
}

export function queuedFor(underWay: UnderWay, order: number, assignment: number | null): Queued {
  const acks = underWay.acks.get(order)
  const legs = assignment === null ? undefined : underWay.legs.get(assignment)
  return acks || legs ? { acks: acks ?? [], legs: legs ?? [] } : NOTHING
}

export function underWayOf(entries: readonly Entry[]): UnderWay {
  const found: UnderWay = { acks: new Map(), legs: new Map(), rolls: new Set(), tasks: new Map(), paths: new Set() }
  for (const entry of entries) {
    if (entry.refused) continue
    found.paths.add(entry.path)
    const order = Number(ACK_PATH.exec(entry.path)?.[1])
    const assignment = Number(LEG_PATH.exec(entry.path)?.[1])
    const roll = Number(ROLL_PATH.exec(entry.path)?.[1])
    if (order) found.acks.set(order, [...(found.acks.get(order) ?? []), (entry.body as { kind: AckKind }).kind])
    if (assignment) found.legs.set(assignment, [...(found.legs.get(assignment) ?? []), (entry.body as { leg: Leg }).leg])
    if (roll) found.rolls.add(roll)
    const step = stepOf(entry.path, entry.body)
    if (step) found.tasks.set(step.task, [...(found.tasks.get(step.task) ?? []), step.step])
  }
  return found
}

export function useOutbox(store: OutboxStore, onSent: (entry: Entry) => void, onSignedOut: () => void): Outbox {
  const waiting = ref<Waiting>({ sos: 0, ack: 0, note: 0, photo: 0, fixes: 0, total: 0 })
  const counted = ref(false)
  const refused = shallowRef<Entry[]>([])
  const underWay = shallowRef<UnderWay>(underWayOf([]))
  const unsent = shallowRef<UnderWay>(underWayOf([]))
  const sosReceived = ref<string | null>(null)
  let owner: string | null = null

  const sender = new Sender(store, send, (sent) => {
    if (sent?.kind === 'sos') sosReceived.value = new Date().toISOString()
    void count()
    if (sent) onSent(sent)
  }, onSignedOut)

  async function count(): Promise<void> {
    if (owner === null) return
    waiting.value = await store.waiting(owner)
    counted.value = true
    const entries = await store.entries(owner)
    refused.value = entries.filter((entry) => entry.refused)
    underWay.value = underWayOf(entries)
    unsent.value = underWayOf(entries.filter((entry) => !entry.taken))
  }

  async function heard(asked: number): Promise<void> {
    if (owner === null) return
    await store.settle(owner, asked)
    await count()
  }

  async function put(kind: EntryKind, path: string, body: unknown, once?: string, file?: Entry['file']): Promise<void> {
    if (owner === null) return
    await store.add(kind, owner, path, body, once, file)
    await count()
    sender.offer(kind)
  }

  async function putFix(fix: Fix): Promise<void> {
    if (owner === null) return
    await store.addFix(owner, fix)
    await count()
    sender.offer('fixes')
  }

  async function as(next: string | null): Promise<void> {
    owner = next
    counted.value = false
    sosReceived.value = null
    await count()
    sender.as(next)
  }

  async function dismiss(entry: Entry): Promise<void> {
    await store.remove(entry.n!)
    await count()
  }

  const online = (): void => sender.wake()
  window.addEventListener('online', online)
  onScopeDispose(() => {
    sender.stop()
    window.removeEventListener('online', online)
  })
  return { waiting, counted, refused, underWay, unsent, sosReceived, as, put, putFix, wake: () => sender.wake(), heard, dismiss }
}
