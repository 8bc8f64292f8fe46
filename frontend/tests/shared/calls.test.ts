import { describe, expect, test } from 'vitest'

import { byNeed, callsOf, lightOf, ringingFor, tally, waitedS, type Call } from '@/shared/calls'

const T0 = Date.parse('2026-11-21T06:00:00Z')
const call = (id: number, given: Partial<Call> = {}): Call => ({
  id, callout: 1, about: 'alarm', about_id: 9, incident: null, purpose: 'notify', area: '440117', person: id, user: null, name: `第${id}人`, org: '', title: '',
  district: '', town: '', village: '', visit: false, bearer: '', same_as: null, state: 'calling', channel: 'app', step: 1, officer: false, stands_for: null, covered_by: null, started_at: new Date(T0).toISOString(), delivered_at: null,
  answered_at: null, answer: null, taken_name: null, quiet: false, x: null, ...given,
})

describe('the light of a person', () => {
  test('delivered is not answered', () => expect(lightOf(call(1, { state: 'delivered' }))).toBe('delivered'))
  test('a post whose deputy answered is covered, not answered', () => expect(lightOf(call(1, { state: 'failed', covered_by: 2 }))).toBe('covered'))
  test('an answer of their own stays an answer', () => expect(lightOf(call(1, { state: 'answered', covered_by: 2 }))).toBe('answered'))
  test('at the end of the ladder a hand is wanted, until somebody takes it', () => {
    expect(lightOf(call(1, { state: 'failed', officer: true }))).toBe('hand')
    expect(lightOf(call(1, { state: 'taken_over', officer: true }))).toBe('taken')
  })
})

test('who needs a hand comes first, then who waits longest', () => {
  const rows = [
    call(1, { state: 'answered' }), call(2), call(3, { state: 'failed', officer: true }), call(4, { started_at: new Date(T0 - 60_000).toISOString() }),
    call(5, { state: 'failed' }), call(6, { state: 'stopped' }),
  ]
  expect(byNeed(rows).map((row) => row.id)).toEqual([3, 5, 4, 2, 1, 6])
})

test('who was rung in somebody\'s place stands below them, whatever their light', () => {
  const rows = [call(1, { state: 'delivered' }), call(2, { state: 'failed', stands_for: 1 }), call(3), call(4, { stands_for: 2 })]
  expect(byNeed(rows).map((row) => row.id)).toEqual([3, 1, 2, 4])
})

test('waiting is counted to the answer, then stands still', () => {
  expect(waitedS(call(1), T0 + 42_000)).toBe(42)
  expect(waitedS(call(1, { state: 'answered', answered_at: new Date(T0 + 30_000).toISOString() }), T0 + 99_000)).toBe(30)
})

test('posts are counted, not rings; the longest that still waits is told', () => {
  const rows = [
    call(1, { state: 'answered', answered_at: new Date(T0 + 1000).toISOString() }),
    call(2, { state: 'failed', covered_by: 3 }), call(3, { state: 'answered', stands_for: 2 }),
    call(4), call(5, { stands_for: 4 }), call(6, { state: 'stopped' }), call(7, { purpose: 'escalate' }),
  ]
  expect(tally(rows, T0 + 90_000)).toEqual({ posts: 3, answered: 2, open: 1, longestS: 90 })
})

test('my page rings for my open calls only, the oldest first', () => {
  const rows = [call(3, { user: 7 }), call(1, { user: 7, state: 'delivered' }), call(2, { user: 8 }), call(4, { user: 7, state: 'answered' }), call(5, { user: 7, covered_by: 1 })]
  expect(ringingFor(7, rows).map((row) => row.id)).toEqual([1, 3])
  expect(ringingFor(null, [call(1)])).toEqual([])
})

test('an incident shows its own calls and those about its alarms', () => {
  const rows = [call(1, { about: 'incident', about_id: 5, incident: 5 }), call(2, { about_id: 9 }), call(3, { about_id: 10 }), call(4, { about: 'order', incident: 5 })]
  expect(callsOf(5, rows, (alarm) => (alarm === 9 ? 5 : null)).map((row) => row.id)).toEqual([1, 2, 4])
})
