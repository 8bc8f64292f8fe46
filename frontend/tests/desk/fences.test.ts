import { describe, expect, it } from 'vitest'

import { saidOf, viewOf, type FenceRow } from '@/desk/fences/wire'
import { shownOf, type Around } from '@/desk/analysis/wire'
import { aroundFeatures } from '@/map/around'
import { crossed, fenceFeatures, type FenceOnMap } from '@/map/fences'
import zh from '@/i18n/fences.zh-CN'

const SQUARE: GeoJSON.Polygon = { type: 'Polygon', coordinates: [[[113, 23], [113.1, 23], [113.1, 23.1], [113, 23.1], [113, 23]]] }
const t = (key: string, given: Record<string, unknown> = {}): string => {
  const found = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], zh) as string
  return found.replace(/\{(\w+)\}/g, (_, name: string) => String(given[name]))
}
const row = (given: Partial<FenceOnMap>): FenceOnMap => ({ id: 1, name: '管控区', shape: SQUARE, on_enter: true, inside_count: 0, inside: [], ...given })

describe('a fence on the map', () => {
  it('is quiet while empty, and while only those are inside who were there when it was drawn', () => {
    expect(crossed(row({}))).toBe(false)
    expect(crossed(row({ inside: [{ found: true }], inside_count: 1 }))).toBe(false)
    expect(crossed(row({ on_enter: false, inside: [{ found: false }], inside_count: 1 }))).toBe(false)
  })
  it('is loud once somebody came in who should not, and says how many are there', () => {
    const [feature] = fenceFeatures([row({ inside: [{ found: false }], inside_count: 3 })])
    expect(feature!.properties).toMatchObject({ loud: 1, label: '管控区 · 3' })
  })
})

describe('a fence in words', () => {
  const fence = { watches: ['vehicle', 'uav'], on_enter: true, on_leave: false, dwell_s: 1800, windows: [{ days: [6, 7], since: '22:00', until: '06:00' }] } as unknown as FenceRow
  it('names whom it watches, when it rings, and its hours', () => {
    expect(saidOf(fence, t, zh.fences.days)).toBe('车辆、无人机 · 进入/停留超过 30 分钟 · 每周六日 22:00–06:00')
  })
  it('says that it only records where nothing rings', () => {
    expect(saidOf({ ...fence, watches: [], on_enter: false, dwell_s: null, windows: [] }, t, zh.fences.days)).toBe('全部 · 只记录,不告警')
  })
  it('is shown whole', () => {
    const view = viewOf(SQUARE)
    expect(view.lat).toBe(23.05)
    expect(view.lon).toBeLessThan(113) // the panel covers the left of the map
    expect(view.zoom).toBeGreaterThan(10)
    expect(view.zoom).toBeLessThan(12)
  })
})

describe('what lies around a place', () => {
  const object = { id: 1, name: '隐患', code: '', area: '440117', lon: 113.05, lat: 23.05, distance_m: 300, urgent: true, attributes: {}, observed_at: null }
  const layer = { layer: 'hazard', name: '隐患', group: 'risk', icon: 'warn', counts: [1], people: [0], room: [0], urgent: 1, objects: [object] }
  const found = { at: '', lon: 113, lat: 23, radii: [5000], rings: [SQUARE], layers: [layer], total: [1], people: [0], room: [0], teams: [{ name: '队', lon: 113.2, lat: 23.2 }], roads: 'estimate', took_ms: 3 } as unknown as Around
  it('is drawn as rings with their distance, objects, and the way of each team', () => {
    const features = aroundFeatures(shownOf(found, null, null, (m) => `${m / 1000} km`))
    const kinds = features.map((one) => one.properties!.kind)
    expect(kinds).toEqual(['ring', 'ring-name', 'object', 'way', 'team', 'middle'])
    expect(features[1]!.properties!.label).toBe('5 km')
    expect(features[2]!.properties).toMatchObject({ urgent: 1, label: '隐患' })
  })
  it('shows one layer alone when it is opened, and a ring around what is pointed at', () => {
    const shown = shownOf(found, { ...layer, objects: [] } as never, { lon: 1, lat: 2 }, String)
    expect(aroundFeatures(shown).map((one) => one.properties!.kind)).toEqual(['ring', 'ring-name', 'way', 'team', 'pointed', 'middle'])
  })
})
