import { describe, expect, it } from 'vitest'

import { inOrder, unresolved, type Hazard } from '@/desk/functions/hazards/wire'
import { pageOf } from '@/desk/functions/hazards/pages'

const row = (id: number, given: Partial<Hazard> = {}): Hazard =>
  ({ id, state: 'assigned', major: false, reach: 1, difficulty: 1, people: 0, due_at: '2026-12-01T00:00:00Z', ...given }) as Hazard

describe('the order in which hazards are put right', () => {
  it('is the server’s: unranked, major, far reaching, many people, soonest done, soonest due', () => {
    const rows = [row(1), row(2, { due_at: '2026-11-30T00:00:00Z' }), row(3, { people: 9 }), row(4, { reach: 3, difficulty: 3 }), row(5, { major: true }), row(6, { state: 'found' })]
    expect(inOrder(rows).map((one) => one.id)).toEqual([6, 5, 4, 3, 2, 1])
  })
  it('leaves out nothing and changes nothing', () => {
    const rows = [row(2), row(1)]
    expect(inOrder(rows)).toHaveLength(2)
    expect(rows.map((one) => one.id)).toEqual([2, 1])
  })
})

it('what is closed, came back or was none is resolved', () => {
  expect((['found', 'fixed', 'verified', 'closed', 'relapsed', 'rejected'] as const).filter((state) => unresolved(row(1, { state })))).toEqual(['found', 'fixed', 'verified'])
})

it('a hazard is opened by its number, anything else shows nothing', () => {
  expect(pageOf('hazard:7')).toMatchObject({ key: 'hazard', id: 7 })
  expect(pageOf(null).page).toBeNull()
})
