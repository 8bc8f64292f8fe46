import { describe, expect, it } from 'vitest'

import { nextSteps, stateWithSteps, stepOf, type TaskState, type TaskStep } from '@/field/tasks'
import { underWayOf } from '@/field/useOutbox'

const entry = (path: string, body: unknown, n = 1) => ({ n, id: `k${n}`, kind: 'ack' as const, owner: 'user:1', path, body, madeAt: '', tries: 0 })

describe('a task on a phone', () => {
  it('is as far as what was pressed here, also before the centre knows', () => {
    expect(stateWithSteps('issued', ['read', 'accepted'])).toBe('accepted')
    expect(stateWithSteps('in_progress', ['fed_back'])).toBe('fed_back')
  })

  it('never goes back by what waits, and what is closed stays closed', () => {
    const states: TaskState[] = ['issued', 'delivered', 'read', 'accepted', 'in_progress', 'fed_back', 'rejected', 'verified', 'closed']
    const steps: TaskStep[] = ['read', 'accepted', 'in_progress', 'fed_back', 'rejected']
    for (const state of states)
      for (const first of steps)
        for (const second of steps) {
          const shown = stateWithSteps(state, [first, second])
          expect(stateWithSteps(shown, [first, second])).toBe(shown)
          if (state === 'closed' || state === 'verified') expect(shown).toBe(state)
        }
  })

  it('offers what its owner may do next, nothing when it is off their hands', () => {
    expect(nextSteps('read')).toEqual(['accepted', 'rejected'])
    expect(nextSteps('accepted')).toEqual(['in_progress', 'fed_back'])
    expect(nextSteps('fed_back')).toEqual([])
  })

  it('knows its own entries in the outbox', () => {
    expect(stepOf('/api/tasks/7/feedback', { text: 'x' })).toEqual({ task: 7, step: 'fed_back' })
    expect(stepOf('/api/orders/7/acks', {})).toBeNull()
    const found = underWayOf([entry('/api/tasks/7/step', { state: 'accepted' }), entry('/api/tasks/7/feedback', { text: 'x' }, 2), entry('/api/duty/nil', {}, 3)])
    expect(found.tasks.get(7)).toEqual(['accepted', 'fed_back'])
    expect(found.paths.has('/api/duty/nil')).toBe(true)
  })
})
