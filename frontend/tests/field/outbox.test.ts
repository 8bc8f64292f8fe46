import { Blob as NodeBlob } from 'node:buffer'

import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { reactive } from 'vue'

import { backoff } from '@/field/outbox/entry'
import { Sender, type Outcome } from '@/field/outbox/sender'
import { BATCH, MAX_FIXES, OutboxStore } from '@/field/outbox/store'
import { underWayOf } from '@/field/useOutbox'

const ME = 'user:7'
const fix = (n: number) => ({ at: new Date(1_790_000_000_000 + n * 5000).toISOString(), lat: 23 + n / 1e4, lon: 113.7 })

let store: OutboxStore
let posts: { path: string; body: unknown; key: string; file?: { blob: Blob; name: string } }[]
let answers: (path: string, n: number) => Outcome | Promise<Outcome>
let sender: Sender

const post = async (path: string, body: unknown, key: string, file?: { blob: Blob; name: string }): Promise<Outcome> => {
  posts.push({ path, body, key, file })
  return answers(path, posts.length)
}
const yes: Outcome = { ok: true, answer: {} }
const noNetwork: Outcome = { ok: false, again: true }
const empty = () => vi.waitFor(async () => expect((await store.waiting(ME)).total).toBe(0))

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  store = await OutboxStore.open()
  posts = []
  answers = () => yes
  sender = new Sender(store, post, () => {}, () => {}, () => 5)
})
afterEach(() => sender.stop())

test('answers go out in the order they were pressed', async () => {
  for (const kind of ['delivered', 'read', 'accepted', 'arrived']) await store.add('ack', ME, '/api/orders/1/acks', { kind })
  sender.as(ME)
  await empty()
  expect(posts.map((p) => (p.body as { kind: string }).kind)).toEqual(['delivered', 'read', 'accepted', 'arrived'])
})

test('an answer the centre has taken stays until a look that was begun later', async () => {
  await store.add('ack', ME, '/api/orders/1/acks', { kind: 'accepted' })
  await store.add('note', ME, '/api/field/notes', { text: '浓烟' })
  const before = Date.now() - 1
  sender.as(ME)
  await empty()
  const [kept, ...others] = await store.entries(ME)
  expect(others).toEqual([])
  expect(underWayOf([kept]).acks.get(1)).toEqual(['accepted'])
  await store.settle(ME, before) // asked before it was taken: the answer may not hold it
  expect(await store.entries(ME)).toHaveLength(1)
  await store.settle(ME, Date.now())
  expect(await store.entries(ME)).toEqual([])
  sender.wake()
  await empty()
  expect(posts).toHaveLength(2)
})

test('an SOS goes before everything that was pressed earlier', async () => {
  await store.add('ack', ME, '/api/orders/1/acks', { kind: 'accepted' })
  await store.add('note', ME, '/api/incidents/1/notes', { text: '浓烟' })
  await store.addFix(ME, fix(1))
  await store.add('sos', ME, '/api/field/sos', { active: true })
  sender.as(ME)
  await empty()
  expect(posts[0].path).toBe('/api/field/sos')
  expect(posts).toHaveLength(4)
})

test('a retry carries the same key and the same body', async () => {
  await store.add('sos', ME, '/api/field/sos', { active: true })
  answers = (_, n) => (n < 3 ? noNetwork : yes)
  sender.as(ME)
  await empty()
  expect(posts).toHaveLength(3)
  expect(new Set(posts.map((p) => p.key)).size).toBe(1)
})

test('a later answer never overtakes one that is being retried', async () => {
  await store.add('ack', ME, '/api/orders/1/acks', { kind: 'accepted' })
  await store.add('ack', ME, '/api/orders/1/acks', { kind: 'arrived' })
  answers = (_, n) => (n < 4 ? noNetwork : yes)
  sender.as(ME)
  await empty()
  expect(posts.map((p) => (p.body as { kind: string }).kind)).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'arrived'])
})

test('what waits survives a reload with its key', async () => {
  const entry = await store.add('ack', ME, '/api/orders/1/acks', { kind: 'accepted' })
  await store.addFix(ME, fix(1))
  store.close()
  store = await OutboxStore.open()
  expect((await store.waiting(ME)).total).toBe(2)
  sender = new Sender(store, post)
  sender.as(ME)
  await empty()
  expect(posts.find((p) => p.path.endsWith('/acks'))?.key).toBe(entry!.id)
})

test('a batch of fixes keeps key and body over retry and reload while new fixes come in', async () => {
  for (let n = 0; n < 3; n++) await store.addFix(ME, fix(n))
  await store.seal(ME)
  const sealed = await store.first('fixes', ME)
  await store.addFix(ME, fix(3))
  await store.seal(ME)
  store.close()
  store = await OutboxStore.open()
  const again = await store.first('fixes', ME)
  expect(again).toEqual(sealed)
  expect((again!.body as { fixes: unknown[] }).fixes).toHaveLength(3)
  expect((await store.waiting(ME)).fixes).toBe(4)
})

test('fixes leave in the order they were taken, in batches', async () => {
  for (let n = 0; n < BATCH + 20; n++) await store.addFix(ME, fix(n))
  sender.as(ME)
  await empty()
  const sent = posts.flatMap((p) => (p.body as { fixes: { at: string }[] }).fixes.map((f) => f.at))
  expect(posts).toHaveLength(2)
  expect(sent).toEqual([...sent].sort())
  expect(sent).toHaveLength(BATCH + 20)
})

test('beyond five hundred the older half is thinned and the newest fix is kept', async () => {
  for (let n = 0; n <= MAX_FIXES; n++) await store.addFix(ME, fix(n))
  const waiting = await store.waiting(ME)
  expect(waiting.fixes).toBeLessThanOrEqual(MAX_FIXES)
  sender.as(ME)
  await empty()
  const sent = posts.flatMap((p) => (p.body as { fixes: { at: string }[] }).fixes.map((f) => f.at))
  expect(sent.at(-1)).toBe(fix(MAX_FIXES).at)
  expect(sent[0]).toBe(fix(0).at)
})

test('delivered is queued once, also after a reload', async () => {
  expect(await store.add('ack', ME, '/api/orders/1/acks', { kind: 'delivered' }, 'order:1:delivered')).not.toBeNull()
  store.close()
  store = await OutboxStore.open()
  expect(await store.add('ack', ME, '/api/orders/1/acks', { kind: 'delivered' }, 'order:1:delivered')).toBeNull()
})

test('a definite no is shown, never sent again, and lets the next one through', async () => {
  await store.add('ack', ME, '/api/orders/1/acks', { kind: 'accepted' })
  await store.add('ack', ME, '/api/orders/2/acks', { kind: 'accepted' })
  answers = (path) => (path.includes('/1/') ? { ok: false, again: false, code: 'withdrawn', detail: '指令已撤回' } : yes)
  sender.as(ME)
  await empty()
  sender.wake()
  await vi.waitFor(() => expect(posts).toHaveLength(2))
  expect((await store.entries(ME))[0].refused).toEqual({ code: 'withdrawn', detail: '指令已撤回' })
})

test('another person on the same phone never sends what I pressed', async () => {
  await store.add('ack', ME, '/api/orders/1/acks', { kind: 'accepted' })
  sender.as('user:8')
  await store.add('note', 'user:8', '/api/incidents/1/notes', { text: '到岗' })
  sender.wake()
  await vi.waitFor(() => expect(posts).toHaveLength(1))
  expect(posts[0].path).toBe('/api/incidents/1/notes')
  expect((await store.waiting(ME)).ack).toBe(1)
})

test('a lost session asks for sign-in and keeps everything', async () => {
  const asked = vi.fn()
  sender = new Sender(store, post, () => {}, asked, () => 5)
  await store.add('ack', ME, '/api/orders/1/acks', { kind: 'accepted' })
  answers = () => ({ ok: false, again: true, signIn: true })
  sender.as(ME)
  await vi.waitFor(() => expect(asked).toHaveBeenCalled())
  expect((await store.waiting(ME)).ack).toBe(1)
})

test('something pressed while the lane is emptying is not left behind', async () => {
  await store.add('note', ME, '/api/incidents/1/notes', { text: '1' })
  answers = async (_, n) => {
    if (n === 1) {
      await store.add('note', ME, '/api/incidents/1/notes', { text: '2' })
      sender.wake()
    }
    return yes
  }
  sender.as(ME)
  await vi.waitFor(() => expect(posts).toHaveLength(2))
  await empty()
})

test('a new fix does not break the pause after a failure, a press does', async () => {
  sender = new Sender(store, post, () => {}, () => {}, () => 60_000)
  answers = () => noNetwork
  sender.as(ME)
  await store.addFix(ME, fix(1))
  sender.offer('fixes')
  await vi.waitFor(() => expect(posts).toHaveLength(1))
  await vi.waitFor(async () => expect((await store.first('fixes', ME))?.tries).toBe(1))
  await store.addFix(ME, fix(2))
  sender.offer('fixes')
  await store.add('ack', ME, '/api/orders/1/acks', { kind: 'accepted' })
  sender.offer('ack')
  await vi.waitFor(() => expect(posts).toHaveLength(2))
  expect(posts[1].path).toBe('/api/orders/1/acks')
})

test('a Vue proxy is stored as plain data', async () => {
  const body = reactive({ kind: 'refused', reason: { words: ['道路中断'] } })
  const entry = await store.add('ack', ME, '/api/orders/1/acks', body)
  expect(structuredClone(entry!.body)).toEqual({ kind: 'refused', reason: { words: ['道路中断'] } })
})

test('a picture survives retries and a reload as it was taken, with its key, and never holds an answer back', async () => {
  const blob = new NodeBlob(['\xff\xd8 picture'], { type: 'image/jpeg' }) as unknown as Blob
  const entry = await store.add('photo', ME, '/api/incidents/1/attachments', { lon: 113.7 }, undefined, { blob, name: '1.jpg' })
  await store.add('ack', ME, '/api/orders/1/acks', { kind: 'accepted' })
  answers = (path) => (path.endsWith('/attachments') ? noNetwork : yes)
  sender.as(ME)
  await vi.waitFor(async () => expect((await store.first('photo', ME))?.tries).toBeGreaterThan(1))
  expect((await store.waiting(ME)).ack).toBe(0)
  sender.stop()
  store.close()
  store = await OutboxStore.open()
  expect((await store.waiting(ME)).photo).toBe(1)
  posts = []
  answers = () => yes
  sender = new Sender(store, post)
  sender.as(ME)
  await empty()
  expect(posts[0]!.key).toBe(entry!.id)
  expect(posts[0]!.file?.name).toBe('1.jpg')
  expect(await posts[0]!.file!.blob.text()).toBe('\xff\xd8 picture')
})

test('waiting times double to half a minute', () => {
  const half = () => 0.5
  expect([1, 2, 3, 4, 5, 6, 20].map((n) => backoff(n, half))).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000])
})
