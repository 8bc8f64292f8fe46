import { describe, expect, it } from 'vitest'

import { inOrder, missing, numberOf, visitOf, type Item, type Target } from '@/field/rounds/rounds'

const item = (id: number, more: Partial<Item> = {}): Item => ({ id, order: id, text: `第${id}项`, ground: '', kind: 'check', unit: '', photo: false, ...more })
const ITEMS = [item(1, { photo: true }), item(2), item(3, { kind: 'number', unit: '毫米' })]

describe('a checklist on a phone', () => {
  it('names what is not answered and which picture is missing', () => {
    expect(missing(ITEMS, { 1: { value: 'yes' } }, new Set()).open.map((one) => one.id)).toEqual([2, 3])
    expect(missing(ITEMS, { 1: { value: 'yes' } }, new Set()).photos.map((one) => one.id)).toEqual([1])
    expect(missing(ITEMS, { 1: { value: 'na' }, 2: { value: 'no' }, 3: { number: '12' } }, new Set())).toEqual({ open: [], photos: [] })
  })
  it('takes a number however it is typed, and no word for one', () => {
    expect([' 4,5 ', '12', '', 'x'].map((number) => numberOf({ number }))).toEqual([4.5, 12, null, null])
  })
  it('sends what is wrong into the ledger unless somebody unticked it', () => {
    const visit = visitOf(ITEMS, { 1: { value: 'no', note: ' 裂缝 ' }, 2: { value: 'no', hazard: false }, 3: { number: '4' } }, 'key-0001', '2026-11-22T00:00:00Z', { lon: 113, lat: 23 }, '')
    expect(visit.answers).toEqual([
      { item: 1, value: 'no', note: '裂缝', hazard: true },
      { item: 2, value: 'no', note: '', hazard: false },
      { item: 3, value: 'measured', number: 4, note: '', hazard: false },
    ])
    expect(JSON.parse(JSON.stringify(visit))).toEqual(visit) // nothing in it that a phone's store cannot keep
  })
  it('shows the nearest that nobody looked at first', () => {
    const at = (id: number, lat: number, visited_at: string | null = null): Target => ({ id, inspection: 1, name: `${id}`, area: '440117', lon: 113, lat, dossier: null, unit: null, feature: null, assignee: '', visited_at })
    const targets = [at(1, 23.3), at(2, 23.1), at(3, 23.0, '2026-11-22T00:00:00Z'), at(4, 23.01)]
    expect(inOrder(targets, new Set([4]), { lon: 113, lat: 23 }).map((one) => one.id)).toEqual([2, 1, 3, 4])
  })
})
