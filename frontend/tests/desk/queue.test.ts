import { expect, test } from 'vitest'

import { availabilityOf, byUse, openByUnit } from '@/desk/work/availability'
import { after, dueOf } from '@/desk/work/clocks'
import { floods, inQueueOrder, sounding } from '@/desk/work/queue'
import { due } from '@/desk/work/tones'

const alarm = (id: number, urgency: 'critical' | 'urgent' | 'normal', minute: number, acked_by: string | null = null) => ({
  id, urgency, acked_by, state: 'active', verdict: null, received_at: `2026-11-21T22:${String(minute).padStart(2, '0')}:00+08:00`,
})

test('unacknowledged first, then urgency, then the newest', () => {
  const rows = [alarm(1, 'critical', 1, 'user:1'), alarm(2, 'normal', 9), alarm(3, 'urgent', 2), alarm(4, 'urgent', 5), alarm(5, 'critical', 0)]
  expect(inQueueOrder(rows).map((a) => a.id)).toEqual([5, 4, 3, 2, 1])
})

test('cleared and judged alarms leave the queue', () => {
  expect(inQueueOrder([{ ...alarm(1, 'urgent', 1), state: 'cleared' }, { ...alarm(2, 'urgent', 1), verdict: 'misfire' as unknown as null }])).toEqual([])
})

test('only the most urgent unacknowledged alarm sounds, and acknowledging stops it', () => {
  expect(sounding([alarm(1, 'normal', 1), alarm(2, 'critical', 0)])?.id).toBe(2)
  expect(sounding([alarm(1, 'critical', 1, 'user:1')])).toBeNull()
})

test('a tone is repeated at its own pace and at once when something more urgent comes', () => {
  expect(due('urgent', null, 0)).toBe(true)
  expect(due('urgent', { at: 0, urgency: 'urgent' }, 4999)).toBe(false)
  expect(due('urgent', { at: 0, urgency: 'urgent' }, 5000)).toBe(true)
  expect(due('critical', { at: 0, urgency: 'urgent' }, 100)).toBe(true)
  expect(due(null, null, 0)).toBe(false)
})

test('more than ten alarms in ten minutes are a flood', () => {
  const now = Date.parse('2026-11-21T22:09:00+08:00')
  const rows = Array.from({ length: 11 }, (_, i) => alarm(i, 'normal', i % 9))
  expect(floods(rows.slice(1), now)).toBe(false)
  expect(floods(rows, now)).toBe(true)
})

test.each([
  ['off', undefined, 'live', 'off'],
  ['off', 1, 'live', 'off'],
  ['ready', 1, 'lost', 'assigned'],
  ['ready', undefined, 'lost', 'lost'],
  ['ready', undefined, 'stale', 'available'],
  ['ready', undefined, 'never', 'available'],
  ['resting', undefined, 'live', 'available'],
] as const)('a unit that is %s, assignment %s, signal %s is %s', (readiness, open, contact, expected) => {
  const assignment = open === undefined ? undefined : { id: 1, unit: 1, incident: 1, state: 'open' }
  expect(availabilityOf({ id: 1, readiness }, assignment, contact)).toBe(expected)
})

test('released and exercise assignments do not hold a real unit', () => {
  const rows = [
    { id: 1, unit: 1, incident: 1, state: 'released', x: null },
    { id: 2, unit: 2, incident: 1, state: 'open', x: 5 },
    { id: 3, unit: 3, incident: 1, state: 'open', x: null },
  ]
  expect([...openByUnit(rows).keys()]).toEqual([3])
})

test('who can go comes first, the nearest of them on top', () => {
  const rows = [
    { name: '甲', availability: 'lost' as const, distance: 1 },
    { name: '乙', availability: 'available' as const, distance: null },
    { name: '丙', availability: 'available' as const, distance: 900 },
    { name: '丁', availability: 'assigned' as const, distance: 2 },
  ]
  expect(byUse(rows).map((r) => r.name)).toEqual(['丙', '乙', '丁', '甲'])
})

test('the acknowledgement clock counts down, then says by how much it is over', () => {
  const order = { state: 'delivered', issued_at: '2026-11-21T22:00:00+08:00', due_at: '2026-11-21T22:01:00+08:00', delivered_at: '2026-11-21T22:00:02+08:00', accepted_at: null, refused_at: null }
  const at = (s: number) => Date.parse(order.issued_at) + s * 1000
  expect(dueOf(order, at(20))).toEqual({ is: 'left', seconds: 40 })
  expect(dueOf(order, at(75))).toEqual({ is: 'over', seconds: 15 })
  expect(dueOf({ ...order, state: 'accepted' }, at(75))).toEqual({ is: 'answered' })
  expect(after(order, order.delivered_at)).toBe(2)
})
