/** What a person is told, what is heard without choosing, and who lies inside a shape. */
import { describe, expect, it } from 'vitest'

import { inside } from '@/talk/lasso'
import { callsMe, heardByItself, inOrder, missed, type BurstRow, type TalkGroup } from '@/talk/rows'
import { cannot, meter, NOTHING, stateOf, type TalkView } from '@/talk/view'

const group = (id: number, more: Partial<TalkGroup> = {}): TalkGroup => ({
  id, area: '440117', incident: null, kind: 'area', name: `组${id}`, state: 'open', priority_floor: 1, members: [], created_name: '王值班', opened_at: '2026-11-22T10:00:00+08:00', closed_at: null,
  sos: false, locked: false, muted: [], why: null, x: null, ...more,
})
const seat = { id: 3, name: '组3', kind: 'incident' as const, incident: 1, state: 'open', locked: false, sos: false, muted: false, priority: 5, speak: true, max: 30 }
const on: TalkView = { ...NOTHING, listening: 'on', seats: [seat], talkIn: 3 }

describe('groups', () => {
  it('a call for help stands first, then the smallest; what is closed does not stand at all', () => {
    const rows = [group(1), group(2, { kind: 'incident' }), group(3, { kind: 'private' }), group(4, { sos: true }), group(5, { state: 'closed' }), group(6, { kind: 'adhoc' })]
    expect(inOrder(rows).map((one) => one.id)).toEqual([4, 3, 2, 6, 1])
  })
  it('a city hears its own standing group, not those of eleven districts, but every incident and every call for help', () => {
    expect(heardByItself(group(1, { area: '4401' }), ['4401'])).toBe(true)
    expect(heardByItself(group(1), ['4401'])).toBe(false)
    expect(heardByItself(group(1, { sos: true }), ['4401'])).toBe(true)
    expect(heardByItself(group(1, { kind: 'incident' }), ['4401'])).toBe(true)
    expect(heardByItself(group(1, { kind: 'private', state: 'ringing' }), ['4401'])).toBe(false)
  })
  it('what others said, was kept and was not played here is not heard', () => {
    const burst = (id: number, actor = 'user:2', file: string | null = '/x', of = 1): BurstRow => ({ id, group: of, incident: null, area: '440117', actor, name: 'x', started_at: '', duration_ms: 900, why: 'released', file, sha256: null, private: false, x: null })
    const rows = [burst(1), burst(2), burst(3, 'user:1'), burst(4, 'user:2', null), burst(5), burst(6, 'user:2', '/x', 9)]
    expect(missed(rows, 1, 'user:1', new Set([5]), 1).map((one) => one.id)).toEqual([2])
  })
  it('a ringing call rings at the called only', () => {
    const call = group(1, { kind: 'private', state: 'ringing', created_name: '王值班', members: [{ kind: 'user', id: 1, name: '王值班', listen_only: false }, { kind: 'user', id: 2, name: '梁队长', listen_only: false }] })
    expect([callsMe(call, 2, '梁队长'), callsMe(call, 1, '王值班'), callsMe({ ...call, state: 'open' }, 2, '梁队长')]).toEqual([true, false, false])
  })
})

describe('the bar', () => {
  it.each([
    ['silence', {}, 'idle'],
    ['somebody', { speakers: [{ g: 3, burst: 1, by: 'user:2', name: 'x', prio: 5, at: 0, act: null, silent: false }] }, 'hearing'],
    ['my own words', { phase: 'talking' }, 'talking'],
    ['their end', { phase: 'tail' }, 'talking'],
    ['a wait', { phase: 'queued' }, 'queued'],
    ['a microphone that opens', { mic: 'arming' }, 'arming'],
    ['a broken line, whatever else', { listening: 'lost', phase: 'talking' }, 'lost'],
  ] as Array<[string, Partial<TalkView>, string]>)('%s', (_, part, state) => expect(stateOf({ ...on, ...part })).toBe(state))

  it.each([
    ['works', {}, null],
    ['without a connection', { listening: 'lost' }, 'listening.lost'],
    ['in an old browser', { listening: 'unfit', unfit: 'codec' }, 'unfit.codec'],
    ['nowhere', { talkIn: 4 }, 'noGroup'],
    ['where one only listens', { seats: [{ ...seat, speak: false }] }, 'listenOnly'],
    ['muted', { seats: [{ ...seat, muted: true }] }, 'why.muted'],
    ['locked', { seats: [{ ...seat, locked: true }] }, 'why.locked'],
  ] as Array<[string, Partial<TalkView>, string | null]>)('the button %s', (_, part, why) => expect(cannot({ ...on, ...part })).toBe(why))

  it('the meter moves where speech is', () => expect([meter(0), meter(0.001), meter(0.03), meter(1)].map((x) => Math.round(x * 100))).toEqual([0, 0, 49, 100]))
})

describe('a lasso', () => {
  const corners = [[113.5, 23.5], [114, 23.5], [113.75, 23.7], [114, 24], [113.5, 24]].map(([lon, lat]) => ({ lon: lon!, lat: lat! }))
  it.each([
    [113.6, 23.7, true],
    [113.9, 23.7, false], // in the notch
    [113.9, 23.95, true],
    [113.4, 23.7, false],
    [null, null, false],
  ])('%s, %s: %s', (lon, lat, is) => expect(inside({ lon, lat }, corners)).toBe(is))
})
