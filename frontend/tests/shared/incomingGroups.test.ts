import { expect, test } from 'vitest'

import type { Call } from '@/shared/calls'
import { grouped } from '@/shared/incomingGroups'

const call = (id: number, purpose: Call['purpose'], minute: number): Call => ({ id, purpose, started_at: `2026-11-22T10:${String(minute).padStart(2, '0')}:00+08:00` }) as Call
const helps = (one: Call): boolean => one.id === 9

test('fourteen calls are a few groups: calls for help first, then alarms nobody took, then orders; the oldest first in each', () => {
  const calls = [call(1, 'task', 1), call(2, 'task', 0), call(3, 'order', 5), call(9, 'escalate', 8), call(4, 'escalate', 7), call(5, 'escalate', 3), call(6, 'call', 2), ...[10, 11, 12, 13, 14, 15, 16].map((id) => call(id, 'task', id))]
  const found = grouped(calls, helps)
  expect(found.map((group) => [group.sos, group.purpose, group.calls.length])).toEqual([[true, 'escalate', 1], [false, 'escalate', 2], [false, 'order', 1], [false, 'task', 9], [false, 'call', 1]])
  expect(found[1]!.calls.map((one) => one.id)).toEqual([5, 4])
  expect(found[3]!.calls.slice(0, 2).map((one) => one.id)).toEqual([2, 1])
})
