/** The page's view of the outbox: what waits, what was refused, and which answers of mine are still under way. */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import type { AckKind } from './order'
import type { Entry, EntryKind, Fix } from './outbox/entry'
import { Sender } from './outbox/sender'
import type { OutboxStore, Waiting } from './outbox/store'
import { send } from './post'

export interface Outbox {
  waiting: Ref<Waiting>
  refused: ShallowRef<Entry[]>
  /** Order → answers that the centre has not confirmed yet. */
  underWay: ShallowRef<Map<number, AckKind[]>>
  /** When the last SOS of this visit reached the centre. */
  sosReceived: Ref<string | null>
  as(owner: string | null): Promise<void>
  put(kind: EntryKind, path: string, body: unknown, once?: string): Promise<void>
  putFix(fix: Fix): Promise<void>
  wake(): void
  dismiss(entry: Entry): Promise<void>
}

const ACK_PATH = /^\/api\/orders\/(\d+)\/acks$/

export function useOutbox(store: OutboxStore, onSent: (entry: Entry) => void, onSignedOut: () => void): Outbox {
  const waiting = ref<Waiting>({ sos: 0, ack: 0, note: 0, fixes: 0, total: 0 })
  const refused = shallowRef<Entry[]>([])
  const underWay = shallowRef(new Map<number, AckKind[]>())
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
    const entries = await store.entries(owner)
    refused.value = entries.filter((entry) => entry.refused)
    const acks = new Map<number, AckKind[]>()
    for (const entry of entries) {
      const order = Number(ACK_PATH.exec(entry.path)?.[1])
      if (!order || entry.refused) continue
      acks.set(order, [...(acks.get(order) ?? []), (entry.body as { kind: AckKind }).kind])
    }
    underWay.value = acks
  }

  async function put(kind: EntryKind, path: string, body: unknown, once?: string): Promise<void> {
    if (owner === null) return
    await store.add(kind, owner, path, body, once)
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
  return { waiting, refused, underWay, sosReceived, as, put, putFix, wake: () => sender.wake(), dismiss }
}
