/** The woods as the monitoring pages reckon them: when a point is due, who comes first, what is missing. */
import { describe, expect, it } from 'vitest'

import { dueAt, everyHours, inOrder, lacking, progressOf, type FireBoard, type FirePoint, type Patrol } from '@/desk/functions/monitoring/forest'

const point = (given: Partial<FirePoint>): FirePoint => ({
  id: 1, area: '440117', town: '', kind: 'gate', name: '路口', lon: 113.7, lat: 23.7, radius_m: null, every_h: null, keeper: '', last_at: '2026-11-01T00:00:00Z', last_by: '', overdue: false, ...given,
})
const board = (given: Partial<FireBoard>): FireBoard => ({
  id: 1, area: '440117', day: '2026-11-01', danger: 3, danger_source: '', danger_at: null, level: 3, periods: [], patrol_h: 12, watch: {}, teams: 0, standing: 0, text: '', x: null, ...given,
})

describe('a point', () => {
  it('keeps the shorter of what the level and what itself asks, and none where neither does', () => {
    expect([everyHours(12, 3), everyHours(6, null), everyHours(0, 4), everyHours(0, null)]).toEqual([3, 6, 4, 0])
  })
  it('is due so many hours after it was seen, at once when nobody ever was there, never without a round', () => {
    expect(dueAt(point({}), 12)).toBe(Date.parse('2026-11-01T12:00:00Z'))
    expect(dueAt(point({ last_at: null }), 12)).toBe(0)
    expect(dueAt(point({}), 0)).toBeNull()
  })
})

describe('a district', () => {
  it('comes first where the level is highest, then where the danger is', () => {
    expect(inOrder([board({ id: 1 }), board({ id: 2, level: 5 }), board({ id: 3, danger: 1 })]).map((one) => one.id)).toEqual([2, 1, 3])
  })
  it('counts its own points and rounds, nothing of a drill', () => {
    const points = [point({}), point({ id: 2, overdue: true }), point({ id: 3, last_at: null }), point({ id: 4, area: '440118' })]
    const going = { area: '440117', state: 'going', overdue: true, x: null } as Patrol
    expect(progressOf('440117', points, [going, { ...going, x: 7 }, { ...going, state: 'done' }])).toEqual({ points: 3, seen: 1, overdue: 1, rounds: 1, lateRounds: 1 })
  })
  it('lacks what is asked for and does not stand there, and never less than nothing', () => {
    expect([lacking(board({ teams: 2, standing: 1 })), lacking(board({ teams: 1, standing: 3 }))]).toEqual([1, 0])
  })
})
