import { expect, test } from 'vitest'

import { isThere, nextLeg, stepsOf } from '@/desk/incident/legs'
import { lateIn } from '@/desk/incident/overdue'
import { byNeed, countdown, tally } from '@/desk/incident/safety'
import type { AssignmentRow, CheckRow, OrderRow, RollCallRow, SupplyRow } from '@/desk/incident/wire'
import type { Call } from '@/shared/calls'

const T = Date.parse('2026-11-22T02:00:00+08:00')
const at = (seconds: number): string => new Date(T + seconds * 1000).toISOString()
const check = (id: number, dueS: number, state: CheckRow['state'] = 'ok'): CheckRow => ({
  id, unit: id, incident: 7, area: '440117', state, interval_s: 900, contact_at: at(dueS - 900), contact_how: 'voice', due_at: at(dueS),
  dead_zone: false, lost_at: state === 'lost' ? at(-30) : null, x: null,
})
const order = (id: number, state: string, dueS: number): OrderRow => ({ id, incident: 7, unit: id, state, due_at: at(dueS), refused_at: at(-5), issued_at: at(-90) }) as OrderRow
const assignment = (leg: AssignmentRow['leg'], state: AssignmentRow['state'] = 'open'): AssignmentRow => ({
  id: 1, unit: 1, incident: 7, order: 1, state, leg, opened_at: at(-600), released_at: null, accepted_at: at(-500), arrived_at: leg === 'arrived' ? at(-10) : null, x: null,
}) as AssignmentRow

test('a lost crew stands above a silent one, above a refusal, above a late answer', () => {
  const board = {
    orders: [order(1, 'sent', -10), order(2, 'refused', -60), order(3, 'accepted', -60), order(4, 'read', 20), order(5, 'refused', -60)],
    checks: [check(11, -200), check(12, -100, 'lost'), check(13, 300)],
    rollCalls: [{ id: 20, incident: 7, due_at: at(-900), state: 'overdue', legs: [] } as unknown as RollCallRow, { id: 21, incident: 7, due_at: at(-1.5), state: 'open', legs: [] } as unknown as RollCallRow],
    calls: [{ id: 31, incident: 7, officer: true, state: 'failed', covered_by: null, name: '李镇长', started_at: at(-240) }, { id: 32, incident: 7, officer: true, state: 'answered', covered_by: null, started_at: at(-240) }] as unknown as Call[],
    supplies: [{ id: 41, incident: 7, paper_overdue: true, return_overdue: false, paper_due_at: at(-3600), item_name: '风力灭火机' }] as unknown as SupplyRow[],
    heldOrders: new Set([1, 2, 3, 4]),
  }
  expect(lateIn(7, board, T).map((one) => [one.kind, one.id, one.tab])).toEqual([
    ['lost', 12, 'safety'], ['roll_call', 21, 'safety'], ['check', 11, 'safety'], ['refused', 2, 'orders'], ['unaccepted', 1, 'orders'],
    ['call', 31, 'calls'], ['supply', 41, 'supplies'],
  ])
  expect(lateIn(8, board, T)).toEqual([])
})

test('a crew is counted down, then over, and lost by the server only', () => {
  expect(countdown(check(1, 600), T)).toEqual({ is: 'ok', seconds: 600 })
  expect(countdown(check(1, 120), T)).toEqual({ is: 'soon', seconds: 120 })
  expect(countdown(check(1, -61), T)).toEqual({ is: 'over', seconds: 61 })
  expect(countdown(check(1, -900, 'lost'), T)).toEqual({ is: 'lost', seconds: 30 })
  expect(byNeed([check(1, 600), check(2, -5), check(3, -90), check(4, 60), check(5, -9, 'lost')], T).map((one) => one.row.id)).toEqual([5, 3, 2, 4, 1])
})

test('heads are added up only from those who answered', () => {
  const leg = (state: 'pending' | 'answered' | 'missed', headcount: number | null) => ({ assignment: 1, unit: 1, state, at: null, how: null, headcount })
  const row = { legs: [leg('answered', 20), leg('answered', null), leg('pending', null), leg('missed', 9)] } as unknown as RollCallRow
  expect(tally(row)).toEqual({ answered: 2, all: 4, people: 20, missed: 1 })
})

test('seven legs: behind, here, next, ahead; a leg that was jumped over has no time', () => {
  const steps = stepsOf(assignment('arrived'))
  expect(steps.map((step) => step.state)).toEqual(['done', 'done', 'done', 'now', 'next', 'ahead', 'ahead'])
  expect(steps[2]!.at).toBeNull()
  expect(steps[3]!.at).toBe(at(-10))
  expect(nextLeg('arrived')).toBe('working')
  expect(nextLeg('back')).toBeNull()
  expect(nextLeg('assigned', 'released')).toBeNull()
  expect(isThere(assignment('working'))).toBe(true)
  expect(isThere(assignment('arrived', 'released'))).toBe(false)
})
