/** An answer that did not come is asked for again by itself; a refusal is an answer. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h } from 'vue'

import { useRead, type Read } from '@/desk/functions/plans/reading'

const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
let answers: Array<() => Promise<Response>>
let asked: number

function page(): { read: Read<number>; leave(): void } {
  let read!: Read<number>
  const app = createApp(defineComponent({ setup: () => ((read = useRead<number>(() => '/api/figures')), () => h('p')) }))
  app.mount(document.createElement('div'))
  return { read, leave: () => app.unmount() }
}

beforeEach(() => {
  vi.useFakeTimers()
  asked = 0
  vi.stubGlobal('fetch', () => ((asked += 1), (answers.shift() ?? (() => Promise.resolve(json(200, 7))))()))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('what a page reads', () => {
  it('is asked for again when nobody answered, until it is there', async () => {
    answers = [() => Promise.reject(new TypeError('gone')), () => Promise.resolve(json(503, { code: 'unavailable', detail: '' }))]
    const { read } = page()
    await vi.advanceTimersByTimeAsync(0)
    expect([read.failed.value, asked]).toEqual([true, 1])
    await vi.advanceTimersByTimeAsync(2_000)
    expect([read.failed.value, asked]).toEqual([true, 2])
    await vi.advanceTimersByTimeAsync(5_000)
    expect([read.failed.value, read.value.value, asked]).toEqual([false, 7, 3])
    await vi.advanceTimersByTimeAsync(120_000)
    expect(asked).toBe(3)
  })

  it('is not asked for again when it was refused, nor for a page that was left', async () => {
    answers = [() => Promise.resolve(json(403, { code: 'forbidden', detail: '' })), () => Promise.reject(new TypeError('gone'))]
    const refused = page()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([refused.read.failed.value, asked]).toEqual([true, 1])
    const left = page()
    await vi.advanceTimersByTimeAsync(0)
    left.leave()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toBe(2)
  })
})
