import { expect, test } from 'vitest'

import type { Call } from '@/shared/calls'
import { handOf, linesOf, markOf, percent, standIns, treeOf, waitedOf } from '@/shared/callTree'

const CITY = '4401'
const TOWN = '440118105'
const AT = '2026-09-22T02:35:00Z'
let next = 1
function call(where: string, given: Partial<Call> = {}): Call {
  return {
    id: next++, callout: 1, about: 'incident', about_id: 1, incident: 1, purpose: 'call', area: '440118', person: next, user: null, name: `人${next}`, org: '', title: '',
    district: where.slice(0, 6), town: where.length >= 9 ? where.slice(0, 9) : '', village: where.length === 12 ? where : '', visit: false, state: 'calling', channel: 'sms',
    bearer: '', step: 1, officer: false, stands_for: null, same_as: null, covered_by: null, started_at: AT, delivered_at: null, answered_at: null, answer: null,
    taken_name: null, quiet: false, x: null, ...given,
  } as Call
}
const name = (code: string): string => ({ [CITY]: '广州市', '440118': '增城区', [TOWN]: '派潭镇', '440118105230': '高滩村', '440118105204': '高村村' })[code] ?? ''
const tree = (calls: Call[], gaps: Parameters<typeof treeOf>[2] = []) => treeOf(CITY, calls, gaps, name)

test('a village is red when no way reaches it, its town and city with it', () => {
  const root = tree([call('440118105230', { state: 'failed' }), call('440118105204', { state: 'answered' }), call(TOWN, { state: 'answered' })])
  expect([root.mark, root.posts, root.answered, root.red]).toEqual(['red', 3, 2, 1])
  const town = root.children[0].children[0]
  expect([town.name, town.mark, town.children.map((one) => one.name)]).toEqual(['派潭镇', 'red', ['高滩村', '高村村']])
})

test('all answered is green, and covered is as good as answered', () => {
  const root = tree([call(TOWN, { state: 'answered' }), call('440118105230', { state: 'failed', covered_by: 9 })])
  expect([root.mark, percent(root.answered, root.posts)]).toEqual(['green', 100])
})

test('whoever was rung in somebody’s place is no post of their own', () => {
  const principal = call('440118105230')
  const deputy = call('440118105230', { stands_for: principal.id })
  const visitor = call(TOWN, { stands_for: principal.id, visit: true })
  const root = tree([principal, deputy, visitor])
  expect([root.posts, root.open]).toEqual([1, 1])
  expect(standIns(principal, [principal, deputy, visitor])).toEqual([deputy, visitor])
})

test('stopped calls are out of the count', () => {
  expect(tree([call(TOWN, { state: 'stopped' }), call(TOWN)]).posts).toBe(1)
})

test('a village nobody is entered for stands as its speaker stands, and is red without one', () => {
  const speaker = call(TOWN)
  const gap = [{ area: '440118105237', area_name: '黄沙氹村', call: speaker.id }]
  const village = (calls: Call[]) => tree(calls, gap).children[0].children[0].children[0]
  expect([village([speaker]).mark, village([speaker]).gap, village([speaker]).name]).toEqual(['amber', true, '黄沙氹村'])
  expect(village([{ ...speaker, state: 'answered' }]).mark).toBe('green')
  expect(village([{ ...speaker, officer: true }]).mark).toBe('red')
  expect(village([]).mark).toBe('red')
  expect(tree([speaker], gap).posts).toBe(1)
})

test('never 100 % while one is missing', () => {
  expect([percent(999, 1000), percent(0, 0), percent(1, 1), percent(26, 31)]).toEqual([99, 0, 100, 83])
})

test('the longest that waits is the one rung first and still open', () => {
  const root = tree([call(TOWN, { state: 'answered', started_at: '2026-09-22T02:00:00Z' }), call(TOWN, { started_at: '2026-09-22T02:34:00Z' }), call(TOWN)])
  expect(waitedOf(root.since, Date.parse(AT))).toBe(60)
})

test('the ladder’s end wants a hand; one taken over is in a hand', () => {
  const failed = call(TOWN, { state: 'failed' })
  expect(markOf(call(TOWN, { officer: true }))).toBe('red')
  expect(markOf(call(TOWN, { state: 'taken_over', officer: true }))).toBe('amber')
  expect(handOf(failed, []).hand).toBe('waits')
  expect(handOf(call(TOWN, { state: 'taken_over', taken_name: '王值班' }), [])).toEqual({ hand: 'officer', name: '王值班' })
  expect(handOf(failed, [call(TOWN, { stands_for: failed.id, name: '副班' })])).toEqual({ hand: 'deputy', name: '副班' })
  expect(handOf(failed, [call(TOWN, { stands_for: failed.id, visit: true, name: '驻村干部' })]).hand).toBe('visit')
})

test('only what is red unfolds itself down to the person', () => {
  const red = call('440118105230', { state: 'failed', name: '高志明' })
  const root = tree([red, call('440118105204', { state: 'answered' }), call('440118105204')])
  expect(linesOf(root, new Set(), 'all').map((line) => line.key)).toEqual([CITY])
  expect(linesOf(root, new Set([CITY]), 'all').map((line) => line.key)).toEqual([CITY, '440118'])
  expect(linesOf(root, new Set(), 'red').map((line) => line.key)).toEqual([CITY, '440118', TOWN, '440118105230', `c${red.id}`])
  expect(linesOf(root, new Set(), 'open')).toHaveLength(7)
  expect(linesOf(root, new Set(), 'all', '高志明').map((line) => line.key)).toContain(`c${red.id}`)
  expect(linesOf(root, new Set(), 'all', '高志明').map((line) => line.key)).not.toContain('440118105204')
})

test('three thousand rows are counted within a frame', () => {
  const calls = Array.from({ length: 3000 }, (_, n) => call(`4401${String(10 + (n % 11)).padStart(2, '0')}${String(n % 178).padStart(3, '0')}${String(n).padStart(3, '0').slice(-3)}`))
  const began = performance.now()
  const root = tree(calls)
  linesOf(root, new Set(), 'red')
  expect(root.posts).toBe(3000)
  expect(performance.now() - began).toBeLessThan(200) // a shared machine; alone it is about 10 ms
})
