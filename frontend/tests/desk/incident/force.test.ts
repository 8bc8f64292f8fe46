import { expect, test } from 'vitest'

import { approvalsFor, authorityOf, crossingsToApprove, keepChoice, lendingFor, needsNow, preselected, toggle, type Proposal } from '@/desk/incident/force'

const team = (id: number, chosen: boolean, capability = 'forest_fire', crossings: Proposal['crossings'] = []): Proposal => ({
  unit: { id, name: `队${id}`, headcount: 20 }, rank: id, chosen, capability, crossings,
})
const list = [team(1, true), team(2, true, 'medical', ['industry']), team(3, false, 'forest_fire', ['area', 'level'])]

test('the teams the centre chose are chosen before anybody presses a key', () => {
  expect(preselected(list)).toEqual([1, 2])
})

test('a second press takes a team out again', () => {
  expect(toggle(toggle([1], 3), 1)).toEqual([3])
})

test('needs are counted against what is chosen and what is already there', () => {
  const needs = [{ capability: 'forest_fire', units: 2, people: 30 }, { capability: 'medical', units: 1, people: 0 }]
  expect(needsNow(needs, list, [1, 2]).map((one) => [one.foundUnits, one.foundPeople, one.short])).toEqual([[1, 20, true], [1, 20, false]])
  const held = new Map([['forest_fire', { units: 1, people: 15 }]])
  expect(needsNow(needs, list, [1, 2], held)[0]!.short).toBe(false)
})

test('consent is asked for only where the officer may not decide alone', () => {
  const mine = authorityOf([{ area: '440117', verbs: ['unit.assign'] }, { area: '4401', verbs: ['read'] }])
  expect(crossingsToApprove(['440117', '440117103'], mine, [])).toEqual([])
  expect(crossingsToApprove(['440117', '440118'], mine, [])).toEqual(['area'])
  expect(crossingsToApprove(['440118'], mine, ['level', 'area'])).toEqual(['area', 'level'])
  expect(crossingsToApprove(['440118'], ['4401'], [])).toEqual([])
  expect(approvalsFor([], {})).toEqual([])
  expect(approvalsFor(['area'], {})).toBeNull()
  expect(approvalsFor(['area'], { area: { name: ' ', how: 'verbal' } })).toBeNull()
  const said = { area: { name: '李副指挥长', how: 'verbal' as const }, level: { name: '多余', how: 'written' as const } }
  expect(approvalsFor(['area'], said)).toEqual([{ crossing: 'area', name: '李副指挥长', how: 'verbal' }])
})

test('a fresh list follows the centre until a person has chosen, then only loses who vanished', () => {
  expect(keepChoice([], list, false)).toEqual([1, 2])
  expect(keepChoice([3, 9], list, true)).toEqual([3])
})

test('teams of a lender that consented go under its reinforcement', () => {
  const rows = [{ id: 1, incident: 7, lender: '440118', state: 'requested' }, { id: 2, incident: 7, lender: '440118', state: 'consented' }]
  expect(lendingFor(7, ['440118', '440118005'], rows)?.id).toBe(2)
  expect(lendingFor(7, ['440118', '440117'], rows)).toBeNull()
  expect(lendingFor(7, [], rows)).toBeNull()
  expect(lendingFor(8, ['440118'], rows)).toBeNull()
})
