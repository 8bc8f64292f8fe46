import { describe, expect, it } from 'vitest'

import { compare, moved, savedMinutes, type Plan } from '@/desk/plan/compare'
import { bodyOf, formsOf, missingIn } from '@/desk/plan/orders'

const team = (incident: number, id: number, name: string, eta_s: number) => ({ incident, number: `GZ${incident}`, unit: { id, name }, capability: 'forest_fire', capability_name: '森林消防', eta_s })
const gap = (incident: number) => ({ incident, number: `GZ${incident}`, capability: 'forest_fire', capability_name: '森林消防', why: 'used' as const, text: '缺 1 支森林消防:能及时赶到的都已派往别的事件' })

const plan: Plan = {
  at: '2026-11-21T12:00:00Z',
  incidents: [
    { id: 1, number: 'GZ1', weight: 4, wanted: 2, task: '扑救' },
    { id: 2, number: 'GZ2', weight: 1, wanted: 2, task: '' },
  ],
  greedy: [team(1, 11, '东队', 600), team(1, 12, '西队', 1200), team(2, 13, '南队', 3000)],
  optimal: [team(1, 11, '东队', 600), team(1, 13, '南队', 900), team(2, 12, '西队', 1500)],
  diff: [
    { unit: { id: 12, name: '西队' }, greedy: 1, optimal: 2, text: '西队:由GZ1改派GZ2' },
    { unit: { id: 13, name: '南队' }, greedy: 2, optimal: 1, text: '南队:由GZ2改派GZ1' },
  ],
  unfilled: { greedy: [gap(2), gap(2)], optimal: [gap(2)] },
  weighted_eta_s: { greedy: 10_200, optimal: 7_500 },
  notes: [],
}

describe('a plan as people compare it', () => {
  it('says per incident how much sooner the last team is there, and how much the whole saves', () => {
    const [first, second] = compare(plan)
    expect([first.gain, second.gain, savedMinutes(plan)]).toEqual([5, 25, 45])
    expect([first.greedy.first, first.greedy.last]).toEqual([600, 1200])
    expect([...moved(plan)]).toEqual([12, 13])
  })

  it('says the same reason for an empty place once, with its number', () => {
    expect(compare(plan)[1].greedy.empty).toEqual(['缺 2 支森林消防:能及时赶到的都已派往别的事件'])
  })

  it('compares no minutes where the two ways do not send equally many', () => {
    const fewer = { ...plan, optimal: plan.optimal.filter((one) => one.incident === 1) }
    expect(compare(fewer)[1]).toMatchObject({ gain: null, more: -1 })
  })
})

describe('a plan taken over into orders', () => {
  it('makes one form per incident that gets anybody, with the task of its run card', () => {
    const forms = formsOf(compare({ ...plan, greedy: plan.greedy.filter((one) => one.incident === 1) }), 'greedy')
    expect(forms.map((form) => [form.incident, form.task, form.units.map((one) => one.name)])).toEqual([[1, '扑救', ['东队', '西队']]])
  })

  it('asks for a task, and for a name only where the centre asked for one', () => {
    const [first, second] = formsOf(compare(plan), 'optimal')
    expect([missingIn(first), missingIn(second)]).toEqual([null, 'task'])
    first.asked = ['area']
    expect(missingIn(first)).toBe('approval')
    first.approver = '张总'
    expect(bodyOf(first)).toEqual({ units: [11, 13], task: '扑救', approvals: [{ crossing: 'area', name: '张总', how: 'verbal' }] })
  })
})
