import { expect, test } from 'vitest'

import { asked, families, matching, nextSteps, owed, term, way, type Item } from '@/desk/incident/supplies'
import type { SupplyRow } from '@/desk/incident/wire'

const row = (id: number, given: Partial<SupplyRow> = {}): SupplyRow => ({
  id, number: `WZ${id}`, incident: 7, area: '440118', item: 1, item_name: '毛毯', unit_of: '条', quantity: 400, reserved: 0, received: null, returned: 0,
  state: 'requested', depot: null, depot_name: null, proposed: 3, proposed_name: '增城仓', verbal: false, paper_due_at: null, paper_at: null, paper_overdue: false,
  parent: null, urgency: 'urgent', plate: '', subject: null, return_by: null, return_overdue: false, requested_at: '2026-09-22T03:20:00+08:00', requested_by: 'user:1',
  approved_at: null, reserved_at: null, picked_at: null, shipped_at: null, received_at: null, settled_at: null, returned_at: null, cancelled_at: null, x: null, ...given,
})
const item = (id: number, name: string, sku: string): Item => ({ id, name, sku, code7: '1999999', spec: '', unit_of: '条', pack: 1 })

test.each([
  ['毛毯 500', '毛毯', 500],
  ['毛毯500', '毛毯', 500],
  ['500条毛毯', '毛毯', 500],
  ['救生衣x30', '救生衣', 30],
  ['救生衣 ×30件', '救生衣', 30],
  ['５００ 毛毯', '毛毯', 500],
  ['毛毯', '毛毯', null],
  ['毛毯 0', '毛毯', null],
  ['BX-02 80', 'BX-02', 80],
  ['', '', null],
])('%s is read as %s, %s', (text, words, quantity) => {
  expect(asked(text)).toEqual({ words, quantity })
})

test('an item is found by name, part of the name and number', () => {
  const items = [item(1, '棉被', 'BX-01'), item(2, '毛毯', 'BX-02'), item(3, '大流量排涝泵', 'FX-04')]
  expect(matching('毛毯', items, 5).map((one) => one.id)).toEqual([2])
  expect(matching('排涝', items, 5).map((one) => one.id)).toEqual([3])
  expect(matching('bx', items, 5).map((one) => one.id)).toEqual([1, 2])
  expect(matching('', items, 2)).toHaveLength(2)
})

test('each state offers its next steps, and a verbal order owes its paper until it is filed', () => {
  expect(nextSteps(row(1))).toEqual(['approve', 'cancel'])
  expect(nextSteps(row(1, { state: 'shipped', verbal: true }))).toEqual(['receive', 'paper'])
  expect(nextSteps(row(1, { state: 'settled', verbal: true }))).toEqual(['paper'])
  expect(nextSteps(row(1, { state: 'settled', verbal: true, paper_at: '2026-09-23T00:00:00+08:00' }))).toEqual([])
  expect(nextSteps(row(2, { state: 'back_order', verbal: true, parent: 1 }))).toEqual(['reserve', 'cancel']) // its paper is the parent's
  expect(nextSteps(row(2, { state: 'back_order', proposed: null }))).toEqual(['cancel'])
  expect(nextSteps(row(1, { state: 'received', return_by: '2026-09-30T00:00:00+08:00' }))[0]).toBe('return')
  expect(nextSteps(row(1, { state: 'received' }))[0]).toBe('settle')
})

test('back-orders stand under their request, the newest request first, what is over last', () => {
  const rows = [row(1), row(2, { state: 'reserved', reserved: 300 }), row(3, { state: 'back_order', parent: 2, quantity: 100 }), row(4, { state: 'back_order', parent: 3, quantity: 10 }),
    row(5, { state: 'cancelled' }), row(6, { incident: 8 })]
  expect(families(rows, 7).map((family) => [family.row.id, family.rests.map((one) => one.id)])).toEqual([[2, [3, 4]], [1, []], [5, []]])
})

test('a rest whose parent is not on the board stands alone', () => {
  expect(families([row(9, { parent: 4 })], 7).map((family) => family.row.id)).toEqual([9])
})

test('what is owed counts down and past', () => {
  const now = Date.parse('2026-09-22T03:20:00+08:00')
  const verbal = row(1, { verbal: true, state: 'received', paper_due_at: '2026-09-24T03:20:00+08:00' })
  expect(owed(verbal, now)).toEqual({ what: 'paper', seconds: 48 * 3600 })
  expect(owed({ ...verbal, paper_at: '2026-09-22T04:00:00+08:00' }, now)).toBeNull()
  expect(owed(row(1, { state: 'received', return_by: '2026-09-22T03:00:00+08:00' }), now)).toEqual({ what: 'return', seconds: -1200 })
  expect(term(48 * 3600)).toEqual({ unit: 'hours', n: 48 })
  expect(term(-1200)).toEqual({ unit: 'minutes', n: 20 })
  expect(term(10 * 86_400)).toEqual({ unit: 'days', n: 10 })
})

test('the way shows each step with its time', () => {
  expect(way(row(1, { approved_at: '2026-09-22T03:21:00+08:00' })).filter((one) => one.at).map((one) => one.step)).toEqual(['requested', 'approved'])
})
