import { expect, test } from 'vitest'

import { bearing, compass, distanceM, spoken } from '@/field/bearing'
import { accuracyOf, worthSending } from '@/field/gps'
import { buttonsFor, inOrderOfNeed, legWith, LEGS, since, stateKey, stateWith, type AckKind, type Queued } from '@/field/order'
import type { Entry } from '@/field/outbox/entry'
import { fitWithin } from '@/field/photo'
import { hold } from '@/field/press'
import { askedOf, type RollCallNow } from '@/field/rollCall'
import { queuedFor, underWayOf } from '@/field/useOutbox'

test.each([
  ['issued', 'assigned', ['accept', 'refuse']],
  ['sent', 'assigned', ['accept', 'refuse']],
  ['delivered', 'assigned', ['accept', 'refuse']],
  ['read', 'assigned', ['accept', 'refuse']],
  ['expired', 'assigned', ['acceptAfterAll']],
  ['refused', 'assigned', ['acceptAfterAll']],
  ['accepted', 'accepted', ['en_route', 'arrived', 'note']],
  ['accepted', 'en_route', ['arrived', 'note']],
  ['accepted', 'arrived', ['working', 'note']],
  ['accepted', 'working', ['leaving', 'note']],
  ['accepted', 'leaving', ['back', 'note']],
  ['accepted', 'back', ['note']],
  ['cancelled', 'assigned', []],
] as const)('a dispatch order that is %s, its team %s, offers %j', (state, leg, buttons) => {
  expect(buttonsFor(state, 'dispatch', leg)).toEqual(buttons)
})

test('no state offers more than three buttons beside the SOS', () => {
  for (const state of ['issued', 'read', 'accepted', 'refused', 'expired', 'cancelled'] as const)
    for (const kind of ['dispatch', 'stand_down', 'task']) for (const leg of LEGS) expect(buttonsFor(state, kind, leg).length).toBeLessThanOrEqual(3)
})

test('an ordinary member reports but does not answer for the team', () => {
  expect(buttonsFor('read', 'dispatch', 'assigned', false)).toEqual([])
  expect(buttonsFor('accepted', 'dispatch', 'working', false)).toEqual(['note'])
})

test('a stand-down order is accepted and ends at the base', () => {
  expect(buttonsFor('read', 'stand_down', 'working')).toEqual(['accept'])
  expect(buttonsFor('accepted', 'stand_down', 'working')).toEqual(['leaving', 'back'])
  expect(buttonsFor('accepted', 'stand_down', 'leaving')).toEqual(['back'])
  expect(buttonsFor('accepted', 'stand_down', 'back')).toEqual([])
})

test('a further task is answered and reported on; the way is the first order’s', () => {
  expect(buttonsFor('accepted', 'task', 'working')).toEqual(['note'])
})

test('what was pressed without a network counts at once and never moves the answer back', () => {
  const acks = (...list: AckKind[]): Queued => ({ acks: list, legs: [] })
  expect(stateWith('delivered', acks('read', 'accepted'))).toBe('accepted')
  expect(stateWith('accepted', acks('refused'))).toBe('accepted')
  expect(stateWith('refused', acks('accepted'))).toBe('accepted')
  expect(stateWith('expired', acks('arrived'))).toBe('accepted')
  expect(stateWith('cancelled', acks('accepted'))).toBe('cancelled')
})

test('the leg follows what this phone said, also back to work from the way home', () => {
  expect(legWith('assigned', { acks: ['accepted'], legs: ['en_route'] })).toBe('en_route')
  expect(legWith('en_route', { acks: ['arrived'], legs: [] })).toBe('arrived')
  expect(legWith('working', { acks: ['arrived'], legs: [] })).toBe('working')
  expect(legWith('leaving', { acks: [], legs: ['working'] })).toBe('working')
})

test('what waits in the outbox is told apart: answers, legs, roll calls', () => {
  const entry = (path: string, body: object, refused = false) => ({ path, body, ...(refused ? { refused: { code: '', detail: '' } } : {}) }) as Entry
  const found = underWayOf([
    entry('/api/orders/3/acks', { kind: 'accepted' }), entry('/api/assignments/9/leg', { leg: 'en_route' }), entry('/api/assignments/9/leg', { leg: 'working' }, true),
    entry('/api/field/roll-calls/5/answer', { headcount: 20 }), entry('/api/field/sos', {}),
  ])
  expect(queuedFor(found, 3, 9)).toEqual({ acks: ['accepted'], legs: ['en_route'] })
  expect(queuedFor(found, 4, null)).toEqual({ acks: [], legs: [] })
  expect([...found.rolls]).toEqual([5])
})

test('a roll call asks until my team answered, also a while after its time', () => {
  const due = '2026-11-22T02:00:00+08:00'
  const call = (id: number, state: string, leg: string, unit = 4): RollCallNow => ({ id, incident: 7, state, due_at: due, started_at: due, legs: [{ unit, state: leg }] })
  const now = Date.parse(due) + 60_000
  expect(askedOf(4, [call(1, 'overdue', 'missed'), call(2, 'open', 'pending')], new Set(), now)?.id).toBe(2)
  expect(askedOf(4, [call(1, 'complete', 'answered'), call(2, 'open', 'answered'), call(3, 'open', 'pending', 5)], new Set(), now)).toBeNull()
  expect(askedOf(4, [call(2, 'open', 'pending')], new Set([2]), now)).toBeNull()
  expect(askedOf(4, [call(2, 'overdue', 'missed')], new Set(), now + 3_600_000)).toBeNull()
})

test('a picture keeps its proportions and is never enlarged', () => {
  expect(fitWithin(4032, 3024)).toEqual({ width: 1600, height: 1200 })
  expect(fitWithin(3024, 4032)).toEqual({ width: 1200, height: 1600 })
  expect(fitWithin(800, 600)).toEqual({ width: 800, height: 600 })
})

test('a dispatch that waits for an answer is on top, a stand-down never covers the work in hand', () => {
  const row = (id: number, state: 'read' | 'accepted' | 'cancelled' | 'expired', issued_at: string, kind = 'dispatch') => ({ id, kind, state, issued_at })
  const sorted = inOrderOfNeed([
    row(1, 'cancelled', '2'), row(2, 'accepted', '3'), row(3, 'expired', '1'), row(4, 'read', '4'), row(5, 'accepted', '1', 'task'), row(6, 'read', '9', 'stand_down'),
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

test('a team ordered home is never shown on its way to the scene, a team at work not as merely acknowledged', () => {
  expect(stateKey('accepted', 'dispatch', 'accepted')).toBe('field.state.accepted')
  expect(stateKey('accepted', 'dispatch', 'working')).toBe('field.leg.working')
  expect(stateKey('accepted', 'task', 'working')).toBe('field.state.accepted')
  expect(stateKey('accepted', 'stand_down', 'working')).toBe('field.standDownState.accepted')
  expect(stateKey('accepted', 'stand_down', 'back')).toBe('field.standDownState.back')
  expect(stateKey('delivered', 'stand_down')).toBe('field.standDownState.waits')
  expect(stateKey('cancelled', 'stand_down')).toBe('field.state.cancelled')
})
