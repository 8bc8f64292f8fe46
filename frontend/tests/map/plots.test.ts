import { describe, expect, it } from 'vitest'
import { roundOf } from '@/map/plots/drawing'
import { bearing, middle, plotFeatures, windName } from '@/map/plots/features'
import { GLYPHS } from '@/map/plots/glyphs'
import { lookOf, type PlotRow } from '@/map/plots/looks'
import { imageName } from '@/map/plots/picture'
import { signOf } from '@/map/plots/signs'
import { number, plotWords } from '@/map/plots/words'

const row = (given: Partial<PlotRow>): PlotRow => ({
  id: 1, incident: null, area: '440117', kind: 'symbol', symbol: null, sign: null, layer: 'situation', name: '火线', text: '', shape: { type: 'Point', coordinates: [113.77, 23.74] }, style: {}, figures: {}, revision: 1,
  by: 'user:1', by_name: '王值班', at: '', changed_by_name: '王值班', changed_at: '', locked_by: null, locked_name: null, x: null, ...given,
})
const SQUARE = { type: 'Polygon', coordinates: [[[113, 23], [113.1, 23], [113.1, 23.1], [113, 23.1], [113, 23]]] }

describe('plots on the map', () => {
  it('writes hectares and 亩 at the upper edge of a fire perimeter', () => {
    const { shapes, marks } = plotFeatures([row({ kind: 'perimeter', shape: SQUARE, figures: { area_ha: 2.3, area_mu: 34.5 } })], plotWords(), 'user:1', null)
    expect(shapes).toHaveLength(1)
    expect(marks[0]!.properties!.label).toBe('火线\n2.3 公顷(34.5 亩)')
    expect((marks[0]!.geometry as GeoJSON.Point).coordinates[1]).toBe(23.1)
  })
  it('says who edits it, but not to the one who does', () => {
    const held = row({ symbol: 'command_post', locked_by: 'user:2', locked_name: '陈班长' })
    const label = (self: string): string => plotFeatures([held], plotWords(), self, null).marks[0]!.properties!.label
    expect(label('user:1')).toContain('陈班长编辑中')
    expect(label('user:2')).toBe('火线')
  })
  it('marks a drill and leaves out what is being edited here', () => {
    const drill = row({ symbol: 'uav', x: 3 })
    const found = plotFeatures([drill], plotWords(), '', null).marks[0]!.properties!
    expect(found.label).toBe('演练·火线')
    expect(found.icon).toBe(imageName('uav', undefined, true))
    expect(plotFeatures([drill], plotWords(), '', 1)).toEqual({ shapes: [], marks: [] })
  })
  it('gives an arrow its head in the direction of its last leg', () => {
    const arrow = row({ kind: 'arrow', symbol: 'attack', shape: { type: 'LineString', coordinates: [[113, 23], [113.1, 23], [113.1, 23.1]] } })
    const head = plotFeatures([arrow], plotWords(), '', null).marks.find((one) => one.properties!.head)!
    expect(head.properties!.turn).toBeCloseTo(0)
    expect(bearing([113, 23], [113.1, 23])).toBeCloseTo(90)
  })
  it('names a wind by where it comes from', () => {
    expect([0, 45, 359, 350].map(windName)).toEqual([0, 2, 0, 0])
    const plume = row({ kind: 'downwind', shape: SQUARE, figures: { length_m: 3000, wind: { wind_from: 45, wind_ms: 3, feed: true, at: null }, turned: { wind_from: 90, wind_ms: 4, feed: true, at: null } } })
    expect(plotFeatures([plume], plotWords(), '', null).marks[0]!.properties!.label).toBe('火线\n3 km · 东北风 3 m/s · 风向已转')
  })
  it('labels a line half way along it', () => {
    expect(middle({ type: 'LineString', coordinates: [[0, 0], [2, 0], [2, 4]] })).toEqual([2, 1])
  })
  it('finds the circle of a ring again', () => {
    const ring = Array.from({ length: 65 }, (_, n) => [113.77 + (Math.cos((n / 32) * Math.PI) * 1000) / 101_900, 23.74 + (Math.sin((n / 32) * Math.PI) * 1000) / 111_200])
    const found = roundOf(ring)
    expect(found.lon).toBeCloseTo(113.77, 4)
    expect(found.lat).toBeCloseTo(23.74, 4)
    expect(Math.abs(found.radius_m - 1000)).toBeLessThan(6)
  })
  it('has a drawing for what stands on a point, and lets its author choose the colour', () => {
    expect(Object.keys(GLYPHS)).toHaveLength(53)
    expect(lookOf({ kind: 'line', symbol: 'fire_break', style: { colour: 'grey', dash: false } })).toMatchObject({ colour: 'grey', dash: false, width: 5 })
    expect([number(2.345), number(123.4), number(3)]).toEqual(['2.35', '123', '3'])
  })
})

describe('a symbol of the bureau', () => {
  it('is drawn under its official code, in an exercise with the violet edge', () => {
    const icons = [row({ sign: '30501' }), row({ sign: '30501', x: 4 })].map((one) => plotFeatures([one], plotWords(), '', null).marks[0]!.properties!.icon as string)
    expect(icons.map(signOf)).toEqual([{ code: '30501', drill: false }, { code: '30501', drill: true }])
    expect(signOf('plot-uav-cyan')).toBeNull()
  })
})
