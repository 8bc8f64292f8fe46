import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'

let keys: string[]
let answer: () => Promise<Response>

beforeEach(() => {
  sessionStorage.clear()
  vi.resetModules()
  keys = []
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    keys.push((init.headers as Record<string, string>)['Idempotency-Key'])
    return answer()
  })
})
afterEach(() => vi.unstubAllGlobals())

const json = (status: number, body: unknown) => async () => new Response(JSON.stringify(body), { status })

test('pressing again after a lost answer carries the same key, also after a reload', async () => {
  const { command } = await import('@/desk/work/keys')
  answer = () => Promise.reject(new TypeError('network'))
  await expect(command('user:1', '/api/alarms', { place: '良口' })).rejects.toMatchObject({ status: 0 })
  vi.resetModules()
  const again = await import('@/desk/work/keys')
  answer = json(201, { id: 1 })
  await again.command('user:1', '/api/alarms', { place: '良口' })
  expect(keys[1]).toBe(keys[0])
  await again.command('user:1', '/api/alarms', { place: '良口' })
  expect(keys[2]).not.toBe(keys[0])
})

test('other words, another person or a definite no make a new key', async () => {
  const { command } = await import('@/desk/work/keys')
  answer = json(503, { code: 'database_away', detail: '' })
  await expect(command('user:1', '/api/alarms', { place: '良口' })).rejects.toBeTruthy()
  await expect(command('user:1', '/api/alarms', { place: '温泉' })).rejects.toBeTruthy()
  await expect(command('user:2', '/api/alarms', { place: '良口' })).rejects.toBeTruthy()
  expect(new Set(keys).size).toBe(3)
  answer = json(409, { code: 'unit_assigned', detail: '' })
  await expect(command('user:1', '/api/alarms', { place: '良口' })).rejects.toBeTruthy()
  expect(keys[3]).toBe(keys[0])
  await expect(command('user:1', '/api/alarms', { place: '良口' })).rejects.toBeTruthy()
  expect(keys[4]).not.toBe(keys[0])
})

test('a draft survives leaving the form and is gone when it was sent', async () => {
  const { useDraft } = await import('@/desk/work/drafts')
  const first = useDraft('alarm', () => ({ place: '', text: '' }))
  first.draft.place = '从化良口'
  await nextTick()
  const second = useDraft('alarm', () => ({ place: '', text: '' }))
  expect(second.draft.place).toBe('从化良口')
  expect(second.dirty()).toBe(true)
  second.clear()
  expect(useDraft('alarm', () => ({ place: '', text: '' })).draft.place).toBe('')
})
