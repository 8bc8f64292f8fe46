import { describe, expect, it } from 'vitest'

import type { FirePoint, Patrol } from '@/desk/functions/monitoring/forest'
import { goalCards } from '@/monitoring/goals'
import { change, draw, isStale, said } from '@/monitoring/line'
import { acrossOf, columnsFor, PANEL_KEYS, pagesOf, panelsFor, type Key } from '@/monitoring/panels'
import { sharesOf } from '@/monitoring/rounds'
import { across, orderOf, pageOf } from '@/monitoring/tiles'

const FRAME = { width: 100, height: 20, pad: 2 }
const at = (minutes: number): string => new Date(minutes * 60_000).toISOString()

describe('the line of a station', () => {
  it('runs from left to right within its frame, the newest value at its end', () => {
    const drawn = draw([{ at: at(0), value: 1 }, { at: at(30), value: 3 }, { at: at(60), value: 2 }], [], 0, 3_600_000, FRAME)
    expect(drawn.path).toBe('M0 18L50 2L100 10')
    expect(drawn.end).toEqual({ x: 100, y: 10 })
  })
  it('shows a threshold that is near and leaves out one that would flatten it', () => {
    const limits = [{ stage: 'warn', name: '警戒水位', value: 4 }, { stage: 'sure', name: '保证水位', value: 90 }]
    expect(draw([{ at: at(0), value: 1 }, { at: at(60), value: 3 }], limits, 0, 3_600_000, FRAME).marks.map((one) => one.value)).toEqual([4])
    expect(draw([{ at: at(0), value: 1 }], limits, 0, 3_600_000, FRAME, true).marks).toHaveLength(2)
  })
  it('is empty without readings, and says how it changed only between two', () => {
    expect(draw([], [], 0, 1, FRAME)).toMatchObject({ path: '', end: null })
    expect(change([{ at: at(0), value: 3 }])).toBeNull()
    expect(change([{ at: at(0), value: 3 }, { at: at(9), value: 2 }])).toBe(-1)
  })
  it('says values as short as they are true', () => {
    expect([33.6, 0.02, 228.61, 1200.4, 5].map(said)).toEqual(['33.6', '0.02', '228.6', '1200', '5'])
  })
  it('is stale when its last reading is older than its kind may be', () => {
    expect(isStale({ at: at(0), max_age_s: 3600 }, 3_600_001)).toBe(true)
    expect(isStale({ at: at(0), max_age_s: 3600 }, 3_600_000)).toBe(false)
    expect(isStale({ at: null, max_age_s: 3600 }, 0)).toBe(true)
  })
})

describe('panels of a wall', () => {
  const wide = (key: Key): number => (key === 'stations' || key === 'cameras' ? 2 : 1)
  it('are those of the finest area that was arranged, else all of them', () => {
    const sets = [{ id: 1, area: '4401', panels: ['goals'] }, { id: 2, area: '440117', panels: ['fire', 'unknown'] }]
    expect(panelsFor('440117', sets)).toEqual(['fire'])
    expect(panelsFor('440115', sets)).toEqual(['goals'])
    expect(panelsFor('4416', sets)).toEqual(PANEL_KEYS)
  })
  it('fill two rows of a page and lose none', () => {
    for (const columns of [2, 3, 4, 8]) expect(pagesOf(PANEL_KEYS, wide, columns).flat()).toEqual(PANEL_KEYS)
    expect(pagesOf(PANEL_KEYS, wide, 4)).toHaveLength(1)
    expect(pagesOf(PANEL_KEYS, wide, 3)).toEqual([['stations', 'departments', 'goals', 'cameras'], ['rounds', 'fire']])
  })
  it('share out a page they do not fill, and keep clear of the seams', () => {
    expect([acrossOf(2, 3, 1), acrossOf(6, 3, 1), acrossOf(4, 4, 1), acrossOf(0, 4, 1)]).toEqual([2, 3, 4, 1])
    expect([acrossOf(2, 8, 2), acrossOf(2, 3, 3)]).toEqual([8, 3])
  })
  it('stand in whole columns to a screen', () => {
    expect([columnsFor(1.45, 1), columnsFor(1.94, 1), columnsFor(1.3, 1), columnsFor(3.9, 2), columnsFor(0.9, 1)]).toEqual([3, 4, 3, 8, 2])
  })
})

describe('a group of pictures', () => {
  it('begins with the drones that fly, each picture once', () => {
    expect(orderOf({ streams: [1, 2, 3], flying: [9, 2], drones: true, tiles: 4 })).toEqual([9, 2, 1, 3])
    expect(orderOf({ streams: [1, 2, 3], flying: [9], drones: false, tiles: 4 })).toEqual([1, 2, 3])
  })
  it('turns by the clock through pages of its tiles and stays where one page holds all', () => {
    const all = [1, 2, 3, 4, 5, 6]
    expect(pageOf(all, 4, 10, 0)).toEqual({ shown: [1, 2, 3, 4], page: 0, pages: 2 })
    expect(pageOf(all, 4, 10, 10_000).shown).toEqual([5, 6])
    expect(pageOf(all, 9, 10, 10_000)).toEqual({ shown: all, page: 0, pages: 1 })
  })
  it('stands in a square, on several screens in whole columns to each', () => {
    expect([across(1, 4), across(4, 9), across(9, 9), across(16, 16), across(2, 16)]).toEqual([1, 2, 3, 4, 2])
    for (const shown of [1, 4, 9, 16]) expect(across(shown, 16, 2) % 2).toBe(0)
  })
})

describe('rounds', () => {
  it('are shares done, what is overdue first, drills in none of them', () => {
    const points = [{ last_at: at(1), overdue: false }, { last_at: null, overdue: false }, { last_at: at(3), overdue: true }] as FirePoint[]
    const patrols = [{ state: 'going', x: null, overdue: false, stops: [{ point: 1, done_at: at(5) }, { point: 2, done_at: null }] }, { state: 'going', x: 7, overdue: true, stops: [] }] as unknown as Patrol[]
    const inspections = [{ id: 3, area: '4401', title: '地质灾害点排查', due_at: at(0), state: 'going', overdue: true, total: 20, done: 15, x: null }]
    const found = sharesOf(points, patrols, inspections)
    expect(found.rows.map((row) => [row.kind, row.done, row.total, row.overdue])).toEqual([['points', 1, 3, 1], ['inspection', 15, 20, 5], ['patrols', 1, 2, 0]])
    expect([found.overdue, found.at]).toEqual([6, 5 * 60_000])
  })
})

describe('goals of the year', () => {
  it('are empty where nobody set any, and say what is met and what is not', () => {
    expect(goalCards(null, null)).toEqual({ year: '', cards: [], days: [] })
    const card = { campaign: '一杜绝双下降', rule: '', key: 'accidents', before: null, limit: null, unit: '起', first: '2026-01-01', last: '2026-11-23' }
    const cards = [{ ...card, code: 'major', name: '杜绝重特大事故', value: 0, state: 'held' as const }, { ...card, code: 'deaths', name: '死亡人数下降', value: 27.274, unit: '%', state: 'broken' as const }, { ...card, code: 'rate', name: '事故率', value: null, state: 'open' as const }]
    const calm = [['440117', 12], ['440118', 400], ['440115', null]].map(([area, days]) => ({ area: area as string, name: '', days: days as number | null, last: null, since: null }))
    const page = goalCards({ area: '4401', year: 2026, cards }, calm)
    expect(page.cards.map((one) => [one.value, one.state])).toEqual([['0 起', 'met'], ['27.27 %', 'missed'], ['—', 'open']])
    expect(page.days.map((one) => one.days)).toEqual([400, 12])
  })
})
