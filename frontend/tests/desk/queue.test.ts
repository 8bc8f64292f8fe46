import { expect, test } from 'vitest'

import { availabilityOf, byUse, openByUnit } from '@/desk/work/availability'
import { after, dueOf } from '@/desk/work/clocks'
import { inQueueOrder, onShelf, recovered, sounding } from '@/desk/work/queue'

const alarm = (id: number, urgency: 'critical' | 'urgent' | 'normal', minute: number, acked_by: string | null = null) => ({
  id, urgency, acked_by, state: 'active', verdict: null, received_at: `2026-11-21T22:${String(minute).padStart(2, '0')}:00+08:00`,
})

test('unacknowledged first, then urgency, then the newest', () => {
  const rows = [alarm(1, 'critical', 1, 'user:1'), alarm(2, 'normal', 9), alarm(3, 'urgent', 2), alarm(4, 'urgent', 5), alarm(5, 'critical', 0)]
  expect(inQueueOrder(rows).map((a) => a.id)).toEqual([5, 4, 3, 2, 1])
})

test('judged alarms leave the queue; a cleared one stays until somebody acknowledged it', () => {
  const cleared = { ...alarm(1, 'urgent', 1), state: 'cleared' }
  expect(inQueueOrder([cleared, { ...alarm(2, 'urgent', 1), verdict: 'misfire' as unknown as null }])).toEqual([cleared])
  expect(recovered(cleared)).toBe(true)
  expect(inQueueOrder([{ ...cleared, acked_by: 'user:1' }])).toEqual([])
})

test('what is shelved waits aside, silently, and comes back by itself', () => {
  const shelved = { ...alarm(1, 'urgent', 1), shelved_until: '2026-11-21T22:30:00+08:00' }
  const [before, after] = [Date.parse('2026-11-21T22:29:59+08:00'), Date.parse('2026-11-21T22:30:01+08:00')]
  expect(inQueueOrder([shelved], before)).toEqual([])
  expect(sounding([shelved], before)).toBeNull()
  expect(onShelf([shelved], 'shelved', before)).toEqual([shelved])
  expect(inQueueOrder([shelved], after)).toEqual([shelved])
})

test('only the most urgent unacknowledged alarm sounds, and acknowledging stops it', () => {
  expect(sounding([alarm(1, 'normal', 1), alarm(2, 'critical', 0)])?.id).toBe(2)
  expect(sounding([alarm(1, 'critical', 1, 'user:1')])).toBeNull()
})

test.each([
  ['unavailable', undefined, 'live', 'off'],
  ['unavailable', 1, 'live', 'off'],
  ['available', 1, 'lost', 'assigned'],
  ['available', undefined, 'lost', 'lost'],
  ['available', undefined, 'stale', 'available'],
  ['available', undefined, 'never', 'available'],
  ['delayed', undefined, 'live', 'available'],
] as const)('a unit that is %s, assignment %s, signal %s is %s', (meaning, open, contact, expected) => {
  const assignment = open === undefined ? undefined : { id: 1, unit: 1, incident: 1, state: 'open' }
  expect(availabilityOf({ id: 1, meaning }, assignment, contact)).toBe(expected)
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
