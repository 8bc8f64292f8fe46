import { describe, expect, it } from 'vitest'

import { figures, inOrder, tone } from '@/desk/onekey/figures'
import type { Leg, Press } from '@/desk/onekey/wire'

const leg = (given: Partial<Leg>): Leg => ({ kind: 'callout', state: 'started', ref: 1, made: true, of: 10, done: 0, failed: 0, ...given })

describe('the figures of a press', () => {
  it('adds what its legs have reached and never rounds up to all', () => {
    expect(figures([leg({ of: 199, done: 198 }), leg({ kind: 'orders', of: 1, done: 1 })])).toEqual({ of: 200, done: 199, failed: 0, percent: 99 })
  })
  it('does not wait for what was undone or never began', () => {
    const never = leg({ kind: 'conference', state: 'failed', ref: null, of: 1, failed: 1 })
    expect(figures([never, leg({ state: 'undone' }), leg({ kind: 'talk', of: 2, done: 2 })]).percent).toBe(100)
  })
  it('says nothing of nothing', () => expect(figures([]).percent).toBe(0))
  it('is coloured only where a human is wanted', () => {
    expect([leg({}), leg({ state: 'done' }), leg({ failed: 1 }), leg({ state: 'undone', failed: 1 })].map(tone)).toEqual(['wait', 'good', 'bad', 'off'])
  })
  it('puts what still runs first', () => {
    const press = (id: number, state: Press['state']): Press => ({ id, state }) as Press
    expect(inOrder([press(1, 'running'), press(3, 'done'), press(2, 'running')]).map((one) => one.id)).toEqual([2, 1, 3])
  })
})
