import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, shallowRef, triggerRef } from 'vue'

import type { Call } from '@/shared/calls'
import { useIncomingCalls } from '@/shared/useIncomingCalls'

const sent: string[] = []
beforeEach(() => {
  vi.useFakeTimers()
  sent.length = 0
  vi.stubGlobal('fetch', (path: string) => {
    sent.push(path)
    return Promise.resolve(new Response('{}', { status: 200 }))
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const call = (id: number, given: Partial<Call> = {}): Call => ({ id, user: 7, state: 'calling', step: 1, covered_by: null, delivered_at: null, quiet: false, ...given }) as Call

test('a call that enters the board\'s map in place rings at once, says it was delivered once, and rings on until it is answered', () => {
  const table = shallowRef(new Map<string, Call>())
  const rings: number[] = []
  const scope = effectScope()
  scope.run(() => useIncomingCalls(() => table.value.values(), () => 7, (one) => rings.push(one.id)))
  table.value.set('1', call(1))
  triggerRef(table)
  expect([rings, sent]).toEqual([[1], ['/api/calls/1/delivered']])
  table.value.set('1', call(1, { delivered_at: '2026-11-21T06:00:01Z', state: 'delivered' }))
  triggerRef(table)
  vi.advanceTimersByTime(6100)
  expect([rings, sent]).toEqual([[1, 1, 1], ['/api/calls/1/delivered']])
  table.value.set('1', call(1, { state: 'answered', delivered_at: '2026-11-21T06:00:01Z' }))
  triggerRef(table)
  vi.advanceTimersByTime(9000)
  expect(rings.length).toBe(3)
  scope.stop()
})

test('a table-top call is shown and not heard', () => {
  const table = shallowRef(new Map<string, Call>([['1', call(1, { quiet: true })]]))
  const rings: number[] = []
  const scope = effectScope()
  const incoming = scope.run(() => useIncomingCalls(() => table.value.values(), () => 7, (one) => rings.push(one.id)))
  vi.advanceTimersByTime(9000)
  expect([rings, incoming?.calls.value.length]).toEqual([[], 1])
  scope.stop()
})
