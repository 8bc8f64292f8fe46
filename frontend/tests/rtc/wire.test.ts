import { expect, test } from 'vitest'

import { cameraSize } from '@/rtc/local'
import { heldForTalk, muteForTalk } from '@/rtc/mute'
import { conferenceOf, countLegs, inOrder, myLeg, ringingFor, type Conference, type Leg, type Self } from '@/rtc/wire'

const self: Self = { user: 3, unit: 7, wall: null }
let next = 0
function leg(given: Partial<Leg>): Leg {
  next += 1
  return { id: next, conference: 1, who: {}, state: 'invited', why: '', quiet: false, listen_only: false, invited_at: '2026-11-22T08:00:00+08:00', ...given } as Leg
}
const conference = (given: Partial<Conference>): Conference => ({ id: 1, state: 'open', host: 'user:9', incident: 5, ...given }) as Conference
const board = (...rows: Conference[]): Map<string, Conference> => new Map(rows.map((row) => [String(row.id), row]))

test('an invitation rings for the person and for whoever of the unit sees it first', () => {
  const own = leg({ who: { user: 3 } })
  const units = leg({ who: { unit: 7 } })
  const others = leg({ who: { user: 4 } })
  expect(ringingFor(board(conference({})), [others, units, own], self).map((row) => row.id)).toEqual([own.id, units.id])
  expect(ringingFor(board(conference({})), [leg({ who: { unit: 7, user: 4 }, state: 'joined' })], self)).toEqual([])
})

test('nothing rings for the host, for one who is in, after the end, or while pages follow to another provider', () => {
  const rings = (row: Leg, held = conference({})): number => ringingFor(board(held), [row], self).length
  expect(rings(leg({ who: { user: 3 } }), conference({ host: 'user:3' }))).toBe(0)
  expect(rings(leg({ who: { user: 3 }, state: 'joined' }))).toBe(0)
  expect(rings(leg({ who: { user: 3 } }), conference({ state: 'ended' }))).toBe(0)
  expect(rings(leg({ who: { user: 3 }, why: 'switched' }))).toBe(0)
})

test('a page comes in by its own leg before its unit’s, a wall by its token', () => {
  const [units, own, wall] = [leg({ who: { unit: 7 } }), leg({ who: { user: 3 } }), leg({ who: { wall: 2 } })]
  expect(myLeg(1, [units, own, wall], self)?.id).toBe(own.id)
  expect(myLeg(1, [units, wall], self)?.id).toBe(units.id)
  expect(myLeg(1, [units, own, wall], { user: null, unit: null, wall: 2 })?.id).toBe(wall.id)
  expect(myLeg(2, [units, own, wall], self)).toBeNull()
})

test('who is in stands first, who was not reached is counted', () => {
  const rows = [leg({ state: 'left' }), leg({ state: 'failed' }), leg({ state: 'ringing' }), leg({ state: 'joined' })]
  expect(inOrder(rows).map((row) => row.state)).toEqual(['joined', 'ringing', 'failed', 'left'])
  expect(countLegs(rows)).toEqual({ of: 4, joined: 1, waiting: 1, missing: 1 })
})

test('an incident shows its open conference, else its last', () => {
  const [old, open] = [conference({ id: 1, state: 'ended' }), conference({ id: 2 })]
  expect(conferenceOf(5, [old, open])?.id).toBe(2)
  expect(conferenceOf(5, [old])?.id).toBe(1)
  expect(conferenceOf(6, [old, open])).toBeNull()
})

test('a weak machine sets its camera; rubbish is the usual size', () => {
  expect(cameraSize('160x120@8')).toEqual({ width: 160, height: 120, fps: 8 })
  expect(cameraSize('big')).toEqual(cameraSize(null))
})

test('who talks on the radio is held in the conference until the key is up', () => {
  muteForTalk(true)
  expect(heldForTalk.value).toBe(true)
  muteForTalk(false)
  expect(heldForTalk.value).toBe(false)
})
