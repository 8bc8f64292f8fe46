/** Warnings on the screens: what is in force by this clock, in which order, said how shortly on the wall, drawn where. */
import { describe, expect, it } from 'vitest'

import { byWeight, inForce, instantOf, localOf, waitsForWord, type Alert } from '@/desk/functions/alerts/wire'
import { boxOf, groundFeatures } from '@/map/ground'
import { holding, inShort } from '@/wall/useAlerts'

const NOW = Date.parse('2026-11-03T08:00:00+08:00')
let last = 0
function alert(given: Partial<Alert>): Alert {
  last += 1
  return {
    id: last, area: '4401', areas: ['440117'], hazard: 'rainstorm', hazard_name: '暴雨', colour: 'yellow', kind: 'alert', state: 'published', origin: 'own', path: 'ordinary', issuer: '市局',
    identifier: `W${last}`, first: null, replaces: null, suspends: false, effective_at: '2026-11-03T07:00:00+08:00', expires_at: null, signed_at: null, published_at: '2026-11-03T07:00:00+08:00',
    handed_over_at: null, ended_at: null, drafted_by: 'user:1', answered_at: null, x: null, ...given,
  }
}

describe('what holds now', () => {
  it('is out, begun, neither over nor ended, and no cancellation', () => {
    expect(inForce(alert({}), NOW)).toBe(true)
    for (const one of [{ state: 'draft' }, { kind: 'cancel' }, { ended_at: '2026-11-03T07:30:00+08:00' }, { expires_at: '2026-11-03T07:59:59+08:00' }, { effective_at: '2026-11-03T08:30:00+08:00' }] as const)
      expect(inForce(alert(one), NOW)).toBe(false)
  })
  it('waits for a word when it is heavy and from outside', () => {
    expect(waitsForWord(alert({ origin: 'in', colour: 'orange' }), NOW)).toBe(true)
    expect(waitsForWord(alert({ origin: 'in', colour: 'yellow' }), NOW)).toBe(false)
    expect(waitsForWord(alert({ origin: 'in', colour: 'red', answered_at: '2026-11-03T07:30:00+08:00' }), NOW)).toBe(false)
  })
  it('stands the heaviest first, then the one that ends first', () => {
    const rows = [alert({ colour: 'blue' }), alert({ colour: 'red' }), alert({ colour: 'red', expires_at: '2026-11-03T09:00:00+08:00' })]
    expect(byWeight(rows).map((row) => [row.colour, row.expires_at !== null])).toEqual([['red', true], ['red', false], ['blue', false]])
  })
})

describe('the wall', () => {
  it('says of one hazard the heaviest colour, and how many of it', () => {
    const rows = byWeight([alert({ colour: 'red' }), alert({ colour: 'red' }), alert({ colour: 'yellow' }), alert({ hazard: 'heat', hazard_name: '高温' })])
    expect(inShort(rows).map(({ row, n }) => [row.hazard, row.colour, n])).toEqual([['rainstorm', 'red', 2], ['heat', 'yellow', 1]])
  })
  it("shows a drill's only while there is no real one", () => {
    const drill = alert({ x: 3, colour: 'red' })
    expect(holding([drill, alert({})], NOW).map((row) => row.x)).toEqual([null])
    expect(holding([drill], NOW)).toEqual([drill])
  })
})

describe('the ground', () => {
  const square: GeoJSON.Feature = { type: 'Feature', properties: { code: '440117' }, geometry: { type: 'Polygon', coordinates: [[[113, 23], [114, 23], [114, 24], [113, 23]]] } }
  const towns = new Map([['440117104', { code: '440117104', name: '吕田', lon: 113.9, lat: 23.8 }]])
  it('is the borders of districts, the seats of towns and the line', () => {
    const line = [[113.5, 23.5], [113.6, 23.5], [113.6, 23.6], [113.5, 23.5]]
    const kinds = (codes: string[], polygon: number[][] | null): unknown[] => groundFeatures({ codes, polygon, colour: 'red' }, [square], towns).map((one) => one.properties?.kind)
    expect(kinds(['4401'], null)).toEqual(['area'])
    expect(kinds(['440117104', '440118'], line)).toEqual(['town', 'line'])
    expect(boxOf([square])).toEqual([113, 23, 114, 24])
    expect(boxOf([])).toBeNull()
  })
})

it('a field of the form is an instant of this city and back', () => {
  expect(instantOf('2026-11-03T08:15')).toBe('2026-11-03T08:15:00+08:00')
  expect(localOf('2026-11-03T00:15:00Z')).toBe('2026-11-03T08:15')
  expect([instantOf(''), localOf(null)]).toEqual([null, ''])
})
