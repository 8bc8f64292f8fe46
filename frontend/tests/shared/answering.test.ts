/** A graver call takes the place of the one on show: the press that was meant for the first answers neither. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, defineComponent, h, nextTick, shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'

import type { Call } from '@/shared/calls'
import { useAnswering, type Answering } from '@/shared/useAnswering'

const posted: string[] = []
const call = (id: number): Call => ({ id }) as Call
let leave = (): void => {}

function person(first: Call | null): { shown: { value: Call | null }; answering: Answering } {
  const shown = shallowRef(first)
  let answering!: Answering
  const app = createApp(defineComponent({ setup: () => ((answering = useAnswering(() => shown.value)), () => h('p')) }))
  app.use(createI18n({ legacy: false, locale: 'zh', messages: { zh: {} }, missingWarn: false }))
  app.mount(document.createElement('div'))
  leave = () => app.unmount()
  return { shown, answering }
}

beforeEach(() => {
  vi.useFakeTimers()
  posted.length = 0
  vi.stubGlobal('fetch', (path: string, given: RequestInit) => {
    if (given.method === 'POST') posted.push(path)
    return Promise.resolve(new Response('{"text":"","place":"","started_name":""}', { status: 200 }))
  })
})
afterEach(() => {
  leave()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('the first call is answered at once, one that took its place only after it has stood a moment', async () => {
  const { shown, answering } = person(call(1))
  shown.value = call(2)
  await nextTick()
  expect(await answering.answer('going')).toBe(false)
  expect(posted).toEqual([])
  await vi.advanceTimersByTimeAsync(700)
  expect(await answering.answer('going')).toBe(true)
  expect(posted).toEqual(['/api/calls/2/answer'])
})

test('what is typed for one call is not said to the next, which has its moment too', async () => {
  const { shown, answering } = person(call(1))
  answering.said.value = '已派人'
  expect(await answering.answer(answering.said.value)).toBe(true)
  shown.value = call(3)
  await nextTick()
  expect([answering.said.value, answering.busy.value]).toEqual(['', true])
  await vi.advanceTimersByTimeAsync(700)
  expect(answering.busy.value).toBe(false)
})
