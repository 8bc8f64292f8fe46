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

test('one line holds one kind of one district and one incident, so that one answer can be meant for all of it', () => {
  const about = (id: number, area: string, incident: number | null, type = ''): Call => ({ ...call(id, 'escalate', id), about: 'alarm', area, incident, type }) as Call
  const type = (one: Call): string => (one as unknown as { type: string }).type
  const found = grouped([about(1, '440115', null), about(2, '440115101', null), about(3, '440117', null), about(4, '440115', 7), about(5, '440115', null, '11G01')], () => false, type)
  expect(found.map((group) => [group.area, group.incident, group.calls.map((one) => one.id)])).toEqual([['440115', null, [1, 2]], ['440117', null, [3]], ['440115', 7, [4]], ['440115', null, [5]]])
})
