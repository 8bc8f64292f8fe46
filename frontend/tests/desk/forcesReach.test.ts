import { describe, expect, it } from 'vitest'

import { coverItem, coverOf } from '@/desk/functions/forces/wire'
import { knownBy, isWide } from '@/desk/functions/known'
import { REACH_COLOURS, reachFeatures } from '@/map/reach'

describe('coverage beside the map', () => {
  it('an item says which domain or hazard is open, and nothing else does', () => {
    expect(coverOf(coverItem('hazard', '11G'))).toEqual({ by: 'hazard', key: '11G' })
    for (const other of ['directory', 'team:4', 'cover:', 'cover:moon/11G', null, 7]) expect(coverOf(other)).toBeNull()
  })
  it('leaves the map free only while a coverage is open', () => {
    expect(isWide(knownBy('forces'), 'reach')).toBe(true)
    expect(isWide(knownBy('forces'), null)).toBe(true)
    expect(isWide(knownBy('forces'), coverItem('domain', 'air'))).toBe(false)
    expect(isWide(knownBy('dispatch'), null)).toBe(false)
  })
  it('writes minutes beside a town and keeps the last colour for whatever is beyond', () => {
    const [near, far] = reachFeatures([
      { lon: 113, lat: 23, grade: 0, name: '良口镇', minutes: 12 },
      { lon: 113, lat: 23, grade: 9, name: '万顷沙镇', minutes: null },
    ])
    expect(near!.properties).toEqual({ grade: 0, label: '良口镇 12′' })
    expect(far!.properties).toEqual({ grade: REACH_COLOURS.length - 1, label: '万顷沙镇' })
  })
})
