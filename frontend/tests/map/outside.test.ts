import { describe, expect, it } from 'vitest'
import { toGcj02 } from '@/desk/entry/datum'
import { piecesOf } from '@/map/basemaps/gcj'
import { groundOf, type Source } from '@/map/basemaps/ground'
import { ageOf, byNeed, lightOf, type FeedRow } from '@/map/feeds/lights'
import { ring, stormFeatures, windFeatures } from '@/map/weather/shapes'

const NOW = Date.parse('2026-11-22T08:00:00Z')
const feed = (given: Partial<FeedRow>): FeedRow => ({
  id: 1, area: '4401', name: 'VIIRS', kind: 'firms', drop: false, enabled: true, state: 'ok', error: '', ok_at: '2026-11-22T07:50:00Z', data_at: null, late_after_s: 3600, rows: 3, bad: 0, ...given,
})

describe('lights of outside feeds', () => {
  it.each([
    ['ok', {}],
    ['late', { ok_at: '2026-11-22T06:50:00Z' }],
    ['failing', { state: 'failing' as const }],
    ['late', { state: 'failing' as const, ok_at: '2026-11-22T06:00:00Z' }],
    ['waiting', { state: 'waiting' as const, ok_at: null }],
    ['failing', { state: 'failing' as const, ok_at: null }],
    ['off', { enabled: false, ok_at: null }],
  ])('are %s', (light, given) => {
    expect(lightOf(feed(given), NOW)).toBe(light)
  })

  it('name first what somebody should look at', () => {
    const rows = [feed({ id: 1 }), feed({ id: 2, enabled: false }), feed({ id: 3, ok_at: '2026-11-22T01:00:00Z' }), feed({ id: 4, state: 'failing' })]
    expect(byNeed(rows, NOW).map((one) => one.feed.id)).toEqual([3, 4, 1, 2])
  })

  it('say minutes until two hours, then hours', () => {
    expect([ageOf(60_000), ageOf(119 * 60_000), ageOf(150 * 60_000)].map((age) => `${age.n} ${age.key}`)).toEqual(['1 feeds.minutes', '119 feeds.minutes', '2 feeds.hours'])
  })
})

describe('tiles of Chinese maps', () => {
  const worldX = (lon: number, world: number) => ((lon + 180) / 360) * world
  const worldY = (lat: number, world: number) => {
    const sine = Math.sin((lat * Math.PI) / 180)
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world
  }

  it.each([8, 11, 14, 17])('are put within a pixel of the truth at zoom %i', (z) => {
    const size = 256
    const world = size * 2 ** z
    for (const [lon, lat] of [[113.586, 23.548], [113.525, 22.802], [114.0, 23.95]]) {
      const [px, py] = [worldX(lon, world), worldY(lat, world)]
      const [x, y] = [Math.floor(px / size), Math.floor(py / size)]
      const there = toGcj02({ lon, lat })
      const piece = piecesOf(z, x, y, size).find((one) => px - x * size >= one.toX && px - x * size < one.toX + one.size && py - y * size >= one.toY && py - y * size < one.toY + one.size)!
      expect(Math.abs(worldX(there.lon, world) - piece.fromX - (px - x * size - piece.toX))).toBeLessThan(1)
      expect(Math.abs(worldY(there.lat, world) - piece.fromY - (py - y * size - piece.toY))).toBeLessThan(1)
    }
  })

  it('cover our tile without a gap', () => {
    const pieces = piecesOf(12, 3340, 1775, 256)
    expect(pieces.reduce((sum, piece) => sum + piece.size ** 2, 0)).toBe(256 * 256)
  })
})

describe('the ground', () => {
  const source = (given: Partial<Source>): Source => ({
    key: 'a', name: 'a', style: 'raster', url: '/tiles/tdt/vec/{z}/{x}/{y}', labels_url: '', datum: 'wgs84', tile_size: 256, minzoom: 1, maxzoom: 18, bounds: null, layers: [],
    attribution: '', review: '', dark: false, state: 'ok', detail: '', size: 0, ...given,
  })
  const of = (given: Partial<Source>, more: object = {}) => groundOf({ source: source(given), relief: null, day: false, tiles: true, scale: 1, ...more })
  const dimmed = (given: Partial<Source>, day = false) => of(given, { day }).layers.some((layer) => layer.type === 'raster' && 'raster-brightness-max' in (layer.paint ?? {}))

  it('turns pictures made for daylight down at night, dark ones not', () => {
    expect([dimmed({}), dimmed({}, true), dimmed({ dark: true })]).toEqual([true, false, false])
  })

  it.each(['protomaps', 'openmaptiles', 'layers', 'raster'] as const)('has the city limits over %s', (style) => {
    expect(of({ style, url: '/basemap/a.pmtiles', layers: ['x'] }).layers.map((layer) => layer.id)).toContain('outline')
  })

  it('names no source that is not there', () => {
    for (const style of ['packaged', 'protomaps', 'openmaptiles', 'layers', 'raster'] as const) {
      const ground = of({ style, url: '/basemap/a.pmtiles', layers: ['x'] }, { relief: source({ style: 'terrarium', url: '/basemap/t.pmtiles' }) })
      for (const layer of ground.layers) if ('source' in layer) expect(Object.keys(ground.sources)).toContain(layer.source)
      expect(new Set(ground.layers.map((layer) => layer.id)).size).toBe(ground.layers.length)
    }
  })

  it('lays relief under lines and names', () => {
    const ids = of({ style: 'protomaps', url: '/basemap/a.pmtiles' }, { relief: source({ style: 'terrarium', url: '/basemap/t.pmtiles' }) }).layers.map((layer) => layer.id)
    expect(ids.indexOf('relief')).toBeLessThan(ids.indexOf('motorway'))
    expect(ids.indexOf('relief')).toBeGreaterThan(ids.indexOf('earth'))
  })
})

describe('storms and winds', () => {
  const storm = {
    id: 1, name: '台风海葵', lon: 114.6, lat: 20.9, at: null,
    attributes: {
      track: [{ lon: 115.2, lat: 20.1, at: '2026-11-22T00:00:00Z' }, { lon: 114.6, lat: 20.9, at: '2026-11-22T06:00:00Z', wind_ms: 33, grade: '台风', r7: [280, 260, 200, 220] }],
      ahead: [{ lon: 113.9, lat: 22, at: '2026-11-22T18:00:00Z', grade: '台风' }],
    },
  }

  it('reach differently far in each quarter', () => {
    const outline = ring(114, 20, [300, 200, 100, 50])
    expect(Math.max(...outline.map((at) => at[1])) - 20).toBeCloseTo(300 / 111.195, 2)
    expect(20 - Math.min(...outline.map((at) => at[1]))).toBeCloseTo(200 / 111.195, 2)
    expect(outline[0]).toEqual(outline.at(-1))
  })

  it('have a way, an expectation from where they are, rings and names', () => {
    const found = stormFeatures([storm])
    const what = found.map((one) => one.properties!.what)
    expect(what).toEqual(['ring', 'track', 'ahead', 'was', 'will', 'now'])
    expect(found[2].geometry).toEqual({ type: 'LineString', coordinates: [[114.6, 20.9], [113.9, 22]] })
    expect(found.at(-1)!.properties!.label).toBe('台风海葵\n台风 33 m/s')
  })

  it('blow where the arrow points: a north-easter goes south-west', () => {
    const [fresh, old] = windFeatures([{ lon: 1, lat: 1, speed_ms: 4.4, from_deg: 45, at: '2026-11-22T07:50:00Z' }, { lon: 1, lat: 1, speed_ms: 12, from_deg: 270, at: '2026-11-22T01:00:00Z' }], NOW)
    expect(fresh.properties).toMatchObject({ to: 225, label: '4', strong: false, old: false })
    expect(old.properties).toMatchObject({ to: 90, strong: true, old: true })
  })
})
