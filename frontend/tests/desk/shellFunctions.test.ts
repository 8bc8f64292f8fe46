import { describe, expect, it } from 'vitest'

import type { Unit } from '@/api/types'
import { dayOf, periodOf, sayValue } from '@/desk/functions/figures/period'
import { bare, coverage, EVERYTHING, narrowed, sumOf, type Standing } from '@/desk/functions/forces/directory'
import { byItem, going, low, type Stock } from '@/desk/functions/supplies/stock'
import type { SupplyRow } from '@/desk/incident/wire'
import { recentOf, remember } from '@/desk/palette/recent'

const team = (id: number, given: Partial<Unit>, availability: Standing['availability'] = 'available'): Standing => ({
  unit: { id, name: `队${id}`, kind: 'flood', kind_name: '防汛抢险', category: 'industry', domains: ['land'], area: '440117', headcount: 10, ...given } as Unit,
  availability,
  incident: null,
})
const TEAMS = [team(1, {}), team(2, {}, 'assigned'), team(3, { area: '440115104' }, 'off'), team(4, { kind: 'hazmat', kind_name: '危化品救援', category: 'volunteer', headcount: 30 })]
const anyName = (): boolean => true

describe('the directory of teams', () => {
  it('is narrowed by kind, hazard, district and readiness together', () => {
    const ids = (given: Partial<typeof EVERYTHING>): number[] => narrowed(TEAMS, { ...EVERYTHING, ...given }, anyName).map((row) => row.unit.id)
    expect([ids({}), ids({ kind: 'flood', availability: 'available' }), ids({ kinds: ['hazmat', 'medical'] }), ids({ district: '440115' })]).toEqual([[1, 2, 3, 4], [1], [4], [3]])
  })

  it('counts who can go apart from who is at work and who cannot', () => {
    expect(sumOf(TEAMS)).toEqual({ teams: 4, people: 60, ready: 2, readyPeople: 40, working: 1, out: 1 })
  })

  it('shows where a district has teams of a kind and none can go; a district without any is no gap', () => {
    const { districts, kinds } = coverage(TEAMS)
    expect(districts).toEqual(['440115', '440117'])
    expect(kinds.map((line) => [line.kind, line.cells.map(bare)])).toEqual([['flood', [true, false]], ['hazmat', [false, false]]])
    expect(kinds[1]!.cells[0]).toBeNull()
  })
})

describe('supplies over all incidents', () => {
  const stock = (item: number, given: Partial<Stock>): Stock => ({ item, item_name: `物${item}`, unit_of: '件', on_hand: 0, reserved: 0, available: 0, floor: 0, expired: 0, ...given }) as Stock
  const row = (id: number, given: Partial<SupplyRow>): SupplyRow => ({ id, state: 'requested', verbal: false, return_by: null, paper_at: null, paper_due_at: null, ...given }) as SupplyRow

  it('are added up over depots, what is under its floor first', () => {
    const sums = byItem([stock(1, { available: 9, floor: 5 }), stock(2, { available: 1, floor: 5 }), stock(1, { available: 1, floor: 1 })])
    expect(sums.map((one) => [one.item, one.available, one.depots, low(one)])).toEqual([[2, 1, 1, true], [1, 10, 2, false]])
  })

  it('go on with the late first, then by how far they are; what is over is left out', () => {
    const now = Date.parse('2026-11-22T12:00:00Z')
    const late = row(3, { state: 'received', return_by: '2026-11-21T12:00:00Z' })
    expect(going([row(1, { state: 'shipped' }), row(2, {}), late, row(4, { state: 'settled' })], now).map((one) => one.id)).toEqual([3, 2, 1])
  })
})

describe('statistics', () => {
  it('take whole days of the centre, a week from Monday', () => {
    const sunday = Date.parse('2026-11-22T15:59:00Z') // 23:59 in Guangzhou
    expect(dayOf(sunday)).toBe('2026-11-22')
    expect(periodOf('week', sunday)).toEqual({ first: '2026-11-16', last: '2026-11-22' })
    expect(periodOf('month', sunday + 120_000)).toEqual({ first: '2026-11-01', last: '2026-11-23' })
  })

  it('say nothing to reckon from as a dash, never as a nought', () => {
    expect([sayValue({ how: 'share', value: null }), sayValue({ how: 'share', value: 93.5 }), sayValue({ how: 'p50', value: 100.4 }), sayValue({ how: 'count', value: 21769 })]).toEqual(['—', '93.5%', '1:40', '21,769'])
  })
})

describe('what was opened before', () => {
  it('stands newest first, once each, and is not the next person’s', () => {
    const item = (id: string, group: 'unit' | 'command' = 'unit') => ({ group, id, text: id, hint: '', also: [], run: () => {} })
    for (const id of ['a', 'b', 'a']) remember('user:1', item(id))
    remember('user:1', item('lock', 'command'))
    expect(recentOf('user:1').map((one) => one.id)).toEqual(['recent-a', 'recent-b'])
    expect(recentOf('user:2')).toEqual([])
  })
})
