import { describe, expect, it } from 'vitest'

import { clockOf, markable, owes, pressing, type Step } from '@/desk/alarms/steps'
import { contactComplete, verdictsFor } from '@/desk/alarms/verdicts'

const T0 = Date.parse('2026-11-21T22:00:00+08:00')
const after = (minutes: number): string => new Date(T0 + minutes * 60_000).toISOString()
const step = (kind: Step['kind'], due: number, done: number | null = null, overdue = false): Step => ({ kind, due_at: after(due), done_at: done === null ? null : after(done), overdue })

describe('the clocks of verification', () => {
  it('run down, run over, and stand when done', () => {
    expect(clockOf(step('notify', 3), T0 + 60_000)).toEqual({ kind: 'notify', is: 'left', seconds: 120 })
    expect(clockOf(step('notify', 3), T0 + 240_000)).toEqual({ kind: 'notify', is: 'over', seconds: 60 })
    expect(clockOf(step('notify', 3, 2), T0 + 240_000)).toEqual({ kind: 'notify', is: 'done', seconds: -60 })
    expect(clockOf(step('notify', 3, 5, true), T0)).toEqual({ kind: 'notify', is: 'done_late', seconds: 120 })
  })
  it('stay late once the centre said so, whatever this computer thinks the time is', () => {
    expect(clockOf(step('view', 10, null, true), T0).is).toBe('over')
  })
  it('may be said done by other means while they are open, the verdict excepted', () => {
    const steps = [step('notify', 3), step('view', 10, 4), step('verdict', 30), step('feedback', 120)]
    expect(markable(steps)).toEqual(['notify'])
    expect(owes(steps, 'feedback')).toBe(true)
    expect(owes(steps, 'view')).toBe(false)
  })
  it('show what is late longest, else what is due next', () => {
    const steps = [step('notify', 3, 1), step('view', 10), step('verdict', 30)]
    expect(pressing(steps, T0)?.kind).toBe('view')
    expect(pressing(steps, T0 + 40 * 60_000)).toEqual({ kind: 'view', is: 'over', seconds: 1800 })
    expect(pressing([step('notify', 3, 1)], T0)).toBeNull()
    expect(pressing(undefined, T0)).toBeNull()
  })
})

describe('verdicts that fit', () => {
  it('ask what burned when heat was seen', () => {
    for (const alarm of [{ type: '11G01', source: 'call' }, { type: '11G00', source: 'call' }, { type: null, source: 'satellite' }]) {
      expect(verdictsFor(alarm).first[0]).toBe('forest_fire')
      expect(verdictsFor(alarm).first).toContain('planned_burn')
      expect(verdictsFor(alarm).first).not.toContain('confirmed')
    }
  })
  it('offer no farm burning for a flood', () => {
    const { first, rare } = verdictsFor({ type: '11A02', source: 'call' })
    expect(first).toEqual(['confirmed', 'false_positive', 'not_found'])
    expect([...first, ...rare]).not.toContain('farm_burning')
    expect([...first, ...rare]).not.toContain('misfire')
  })
  it('ask whether an emergency key was meant', () => {
    expect(verdictsFor({ type: null, source: 'sos' }).first).toEqual(['confirmed', 'misfire', 'test'])
    expect(verdictsFor({ type: '11G01', source: 'uav', sources: ['uav', 'sos'] }).rare).toContain('misfire')
  })
  it('take a misfire only with somebody spoken to, or the code read back', () => {
    expect(contactComplete({ how: 'voice', who: ' ', code: '' })).toBeNull()
    expect(contactComplete({ how: 'voice', who: '梁队长', code: '' })).toEqual({ how: 'voice', who: '梁队长' })
    expect(contactComplete({ how: 'code', who: '梁队长', code: '' })).toBeNull()
    expect(contactComplete({ how: 'code', who: '梁队长', code: '4711' })).toEqual({ how: 'code', who: '梁队长', code: '4711' })
  })
})
