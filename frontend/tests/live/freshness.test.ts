import { describe, expect, it } from 'vitest'
import { freshness, limitFor } from '@/live/freshness'
import { ServerClock } from '@/live/clock'
import { behind, covers, step } from '@/live/cursor'

describe('freshness', () => {
  const limits = { radio: { stale_s: 60, lost_s: 300 }, other: { stale_s: 30, lost_s: 90 } }

  it.each([
    [0, 'live'],
    [60, 'live'],
    [60.1, 'stale'],
    [300, 'stale'],
    [300.1, 'lost'],
  ])('a radio fix of %f s is %s', (age, word) => expect(freshness(age, limitFor('radio', null, limits))).toBe(word))

  it('a slow reporter is judged by three of its own intervals', () => {
    expect(limitFor('radio', 600, limits)).toEqual({ stale_s: 1800, lost_s: 1800 })
    expect(limitFor('radio', 30, limits)).toEqual({ stale_s: 90, lost_s: 300 })
  })

  it('an unknown kind falls back to other, and without a table to a careful default', () => {
    expect(limitFor('kite', null, limits)).toEqual(limits.other)
    expect(limitFor('kite', null, {})).toEqual({ stale_s: 60, lost_s: 300 })
  })
})

describe('the server clock', () => {
  it('goes on by our monotonic clock and is not pulled back by a slow network', () => {
    let mono = 0
    const clock = new ServerClock(() => mono)
    clock.heard('2026-11-21T22:00:00+08:00')
    const start = Date.parse('2026-11-21T22:00:00+08:00')
    mono = 5400
    clock.heard('2026-11-21T22:00:05+08:00') // came 400 ms late
    expect(clock.now()).toBe(start + 5400)
  })

  it('follows a server whose clock was set back', () => {
    let mono = 0
    const clock = new ServerClock(() => mono)
    clock.heard('2026-11-21T22:10:00+08:00')
    mono = 5000
    clock.heard('2026-11-21T22:00:00+08:00')
    expect(clock.now()).toBe(Date.parse('2026-11-21T22:00:00+08:00'))
  })
})

describe('the cursor', () => {
  it('takes the next, skips what it saw, and notices a hole', () => {
    const cursor = { 'area:4401': 7 }
    expect([step(cursor, 'area:4401', 8), step(cursor, 'area:4401', 7), step(cursor, 'area:4401', 9), step(cursor, 'area:440117', 1)]).toEqual([
      'next',
      'seen',
      'gap',
      'next',
    ])
  })

  it('knows which streams are behind and what a prefix covers', () => {
    expect(behind({ a: 3 }, { a: 3, b: 1 })).toEqual(['b'])
    expect([covers('area:4401', 'area:440117'), covers('area:440117', 'area:4401'), covers('user:3', 'user:31')]).toEqual([true, false, false])
  })
})
