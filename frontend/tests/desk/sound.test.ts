import { beforeEach, describe, expect, it } from 'vitest'

import { loudness, seatKey, soundOf, TEST_GRACE_MS, type Ear } from '@/desk/sound/seat'
import { due } from '@/desk/sound/tones'

const ear: Ear = { blocked: false, muted: false, testDue: false, askedForMs: 0, unheard: false }

describe('what a desk says of its own sound', () => {
  it.each([
    [{}, 'on'],
    [{ blocked: true, muted: true }, 'blocked'],
    [{ muted: true, unheard: true }, 'muted'],
    [{ unheard: true }, 'unheard'],
    [{ testDue: true }, 'on'],
    [{ testDue: true, askedForMs: TEST_GRACE_MS + 1 }, 'untested'],
  ] as Array<[Partial<Ear>, string]>)('%j is %s', (more, said) => expect(soundOf({ ...ear, ...more })).toBe(said))

  beforeEach(() => localStorage.clear())
  it('keeps the key of the seat over a restart', () => {
    const key = seatKey(() => '00000000-0000-4000-8000-000000000001')
    expect(seatKey(() => 'other')).toBe(key)
    localStorage.setItem('ecc.seat', 'broken')
    expect(seatKey(() => '00000000-0000-4000-8000-000000000002')).toBe('00000000-0000-4000-8000-000000000002')
  })
})

describe('tones', () => {
  it('are repeated at the pace of the city’s own rows, and at once when something more urgent comes', () => {
    expect(due('urgent', null, 0)).toBe(true)
    expect(due('urgent', { at: 0, urgency: 'urgent' }, 4999)).toBe(false)
    expect(due('urgent', { at: 0, urgency: 'urgent' }, 5000)).toBe(true)
    expect(due('urgent', { at: 0, urgency: 'urgent' }, 5000, { critical: 2, urgent: 8, normal: 15 })).toBe(false)
    expect(due('critical', { at: 0, urgency: 'urgent' }, 100)).toBe(true)
    expect(due(null, null, 0)).toBe(false)
  })
  it('step back in the hall while people confer, never in the ear', () => {
    expect(loudness('hall', true, true)).toBeLessThan(loudness('hall', false, true))
    expect(loudness('hall', true, true)).toBeGreaterThan(0)
    expect(loudness('hall', true, false)).toBe(loudness('headset', true, true))
  })
})
