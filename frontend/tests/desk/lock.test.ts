import { expect, test } from 'vitest'

import { IDLE_MS, locked, open, step } from '@/desk/work/lock'

test('ten quiet minutes lock the desk, a movement before that does not', () => {
  let lock = open(0)
  lock = step(lock, { is: 'activity', now: IDLE_MS - 1 })
  lock = step(lock, { is: 'tick', now: IDLE_MS + 5 })
  expect(lock.at).toBe('open')
  lock = step(lock, { is: 'tick', now: 2 * IDLE_MS })
  expect(lock.at).toBe('locked')
})

test('moving the mouse does not unlock, nor does time', () => {
  const lock = step(step(locked(0), { is: 'activity', now: 5 }), { is: 'tick', now: 10 })
  expect(lock.at).toBe('locked')
})

test('a wrong PIN stays locked, says why and counts', () => {
  let lock = step(locked(0), { is: 'submit' })
  expect(lock).toMatchObject({ busy: true, error: null })
  lock = step(lock, { is: 'refused', why: 'bad_pin' })
  expect(lock).toMatchObject({ at: 'locked', busy: false, error: 'bad_pin', wrong: 1 })
  lock = step(step(lock, { is: 'submit' }), { is: 'refused', why: 'bad_pin' })
  expect(lock).toMatchObject({ wrong: 2 })
})

test('the right PIN opens and the idle clock starts anew', () => {
  const lock = step(step(locked(0), { is: 'submit' }), { is: 'opened', now: 700 })
  expect(lock).toEqual({ at: 'open', active: 700 })
})

test('an answer that comes when the desk is open changes nothing', () => {
  const lock = open(0)
  expect(step(lock, { is: 'refused', why: 'bad_pin' })).toBe(lock)
  expect(step(lock, { is: 'submit' })).toBe(lock)
})

test('one key locks at once', () => {
  expect(step(open(0), { is: 'lock', now: 3 })).toMatchObject({ at: 'locked', since: 3 })
})
