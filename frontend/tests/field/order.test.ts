import { expect, test } from 'vitest'

import { bearing, compass, distanceM, spoken } from '@/field/bearing'
import { accuracyOf, worthSending } from '@/field/gps'
import { buttonsFor, inOrderOfNeed, since, stateKey, stateWith } from '@/field/order'
import { hold } from '@/field/press'

test.each([
  ['issued', ['accept', 'refuse']],
  ['sent', ['accept', 'refuse']],
  ['delivered', ['accept', 'refuse']],
  ['read', ['accept', 'refuse']],
  ['accepted', ['arrive', 'note']],
  ['refused', ['acceptAfterAll']],
  ['arrived', ['note']],
  ['withdrawn', []],
] as const)('a dispatch order that is %s offers %j', (state, buttons) => {
  expect(buttonsFor(state, 'dispatch')).toEqual(buttons)
})

test('no state offers more than two buttons beside the SOS', () => {
  for (const state of ['issued', 'read', 'accepted', 'refused', 'arrived', 'withdrawn'] as const)
    expect(buttonsFor(state, 'dispatch').length).toBeLessThanOrEqual(2)
})

test('an ordinary member reports but does not answer for the team', () => {
  expect(buttonsFor('read', 'dispatch', false)).toEqual([])
  expect(buttonsFor('accepted', 'dispatch', false)).toEqual(['note'])
})

test('a stand-down order is only accepted', () => {
  expect(buttonsFor('read', 'stand_down')).toEqual(['accept'])
})

test('what was pressed without a network counts at once and never moves back', () => {
  expect(stateWith('delivered', ['read', 'accepted'])).toBe('accepted')
  expect(stateWith('arrived', ['accepted'])).toBe('arrived')
  expect(stateWith('refused', ['accepted'])).toBe('accepted')
  expect(stateWith('withdrawn', ['accepted'])).toBe('withdrawn')
})

test('a dispatch that waits for an answer is on top, a stand-down never covers the work in hand', () => {
  const row = (id: number, state: 'read' | 'accepted' | 'withdrawn' | 'arrived', issued_at: string, kind = 'dispatch') => ({ id, kind, state, issued_at })
  const sorted = inOrderOfNeed([
    row(1, 'withdrawn', '2'), row(2, 'accepted', '3'), row(3, 'read', '1'), row(4, 'read', '4'), row(5, 'arrived', '1'), row(6, 'read', '9', 'stand_down'),
  ])
  expect(sorted.map((o) => o.id)).toEqual([4, 3, 2, 5, 6, 1])
})

test('time since an order is never negative', () => {
  expect(since('2026-11-21T22:00:00+08:00', Date.parse('2026-11-21T23:05:09+08:00'))).toEqual({ h: 1, m: 5, s: 9 })
  expect(since('2026-11-21T22:00:00+08:00', Date.parse('2026-11-21T21:59:00+08:00'))).toEqual({ h: 0, m: 0, s: 0 })
})

test('distance and bearing from 从化 base to 良口', () => {
  const base = { lon: 113.586, lat: 23.548 }
  const fire = { lon: 113.7712, lat: 23.7423 }
  expect(distanceM(base, fire) / 1000).toBeCloseTo(28.7, 0)
  expect(compass(bearing(base, fire))).toBe('ne')
  expect(compass(359)).toBe('n')
  expect(spoken(843)).toEqual({ value: '840', unit: 'm' })
  expect(spoken(4912)).toEqual({ value: '4.9', unit: 'km' })
  expect(spoken(28_700)).toEqual({ value: '29', unit: 'km' })
})

test('a fix is sent every five seconds or ten metres, never faster than one a second', () => {
  const at = (s: number, lat = 23) => ({ at: new Date(1_790_000_000_000 + s * 1000).toISOString(), lat, lon: 113 })
  expect(worthSending(null, at(0))).toBe(true)
  expect(worthSending(at(0), at(4))).toBe(false)
  expect(worthSending(at(0), at(5))).toBe(true)
  expect(worthSending(at(0), at(2, 23.0002))).toBe(true)
  expect(worthSending(at(0), at(0.5, 23.0002))).toBe(false)
})

test('accuracy is said in words and an old fix says nothing about now', () => {
  const now = Date.parse('2026-11-21T22:00:30+08:00')
  const fix = { at: '2026-11-21T22:00:00+08:00', lat: 23, lon: 113, acc: 8 }
  expect(accuracyOf(null, now)).toBe('none')
  expect(accuracyOf(fix, now)).toBe('good')
  expect(accuracyOf({ ...fix, acc: 60 }, now)).toBe('fair')
  expect(accuracyOf({ ...fix, acc: 400 }, now)).toBe('poor')
  expect(accuracyOf(fix, now + 60_000)).toBe('old')
})

test('an SOS fires once after 1.5 s of holding and not at all when let go', () => {
  const press = hold()
  press.down(0)
  expect(press.fired(1400)).toBe(false)
  press.up()
  expect(press.fired(2000)).toBe(false)
  press.down(3000)
  expect(press.progress(3750)).toBeCloseTo(0.5)
  expect(press.fired(4500)).toBe(true)
  expect(press.fired(4600)).toBe(false)
})

test('a team ordered home is never shown on its way to the scene', () => {
  expect(stateKey('accepted', 'dispatch')).toBe('field.state.accepted')
  expect(stateKey('accepted', 'stand_down')).toBe('field.standDownState.accepted')
  expect(stateKey('delivered', 'stand_down')).toBe('field.standDownState.waits')
  expect(stateKey('withdrawn', 'stand_down')).toBe('field.state.withdrawn')
})
