import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import { DATUMS, fromWgs84, toWgs84, type Datum } from '@/desk/entry/datum'
import { fromGauss, fromMgrs, fromUtm, gauss, mgrs, utm } from '@/desk/maptools/coordinates/grids'
import { placeIn } from '@/desk/maptools/coordinates/reading'
import { dm, dms, notations, words } from '@/desk/maptools/coordinates/writing'
import { area, crosses, leg, legs, saidBearing, saidLength } from '@/desk/maptools/measure/geodesy'

// The same file as tests/realtime/test_coordinates.py: PROJ, GEOTRANS, GeographicLib and gcoord.
type Pair = [number, number]
interface Golden {
  grids: Array<{ lon: number; lat: number; utm: string; east: number; north: number; mgrs: string; gauss3?: Pair; gauss6?: Pair }>
  datums: Array<{ name: string; wgs84: Pair; gcj02: Pair; bd09: Pair }>
  lines: Array<{ a: Pair; b: Pair; metres: number; bearing: number }>
  rings: Array<{ ring: Pair[]; square_metres: number; perimeter: number }>
}
const golden: Golden = JSON.parse(readFileSync(`${import.meta.dirname}/../../../../tests/golden/coordinates.json`, 'utf8'))
const at = ([lon, lat]: number[]): { lon: number; lat: number } => ({ lon, lat })

describe('grids are those of PROJ and GEOTRANS', () => {
  it.each(golden.grids)('$mgrs', (place) => {
    const grid = utm(place)!
    expect(`${grid.zone}${grid.band}`).toBe(place.utm)
    expect(grid.east).toBeCloseTo(place.east, 3)
    expect(grid.north).toBeCloseTo(place.north, 3)
    expect(mgrs(place)!.replaceAll(' ', '')).toBe(place.mgrs)
    for (const width of [3, 6] as const) {
      const expected = place[`gauss${width}`]
      if (!expected) continue
      const found = gauss(place, width)!
      expect(found.x).toBeCloseTo(expected[0], 3)
      expect(found.y).toBeCloseTo(expected[1], 3)
      expect(fromGauss(found)!.lon).toBeCloseTo(place.lon, 8)
    }
    expect(fromUtm(grid)!.lat).toBeCloseTo(place.lat, 8)
    const square = fromMgrs(mgrs(place)!)
    expect(square).not.toBe('wrong')
    expect((square as { lon: number }).lon).toBeCloseTo(place.lon, 4)
  })
})

describe('datums are those of gcoord', () => {
  it.each(golden.datums)('$name', (place) => {
    expect(fromWgs84(at(place.wgs84), 'gcj02').lon).toBeCloseTo(place.gcj02[0], 7)
    if (place.name !== 'sf_outside_china') expect(fromWgs84(at(place.wgs84), 'bd09').lat).toBeCloseTo(place.bd09[1], 7)
  })
  it.each(DATUMS)('%s leads back', (datum: Datum) => {
    for (let n = 0; n < 300; n++) {
      const place = { lon: 73.7 + ((n * 37) % 612) / 10, lat: 3.6 + ((n * 53) % 498) / 10 }
      const back = toWgs84(fromWgs84(place, datum), datum)
      expect(back.lon).toBeCloseTo(place.lon, 8)
      expect(back.lat).toBeCloseTo(place.lat, 8)
    }
  })
})

describe('what is written is read again', () => {
  it.each([[113.7712, 23.7423], [87.617733, 43.792818], [126.642464, 45.756967]])('%f %f', (lon, lat) => {
    for (const [notation, text] of notations({ lon, lat })) {
      const datum = DATUMS.find((one) => one === notation) ?? 'wgs84'
      const read = placeIn(text, datum)
      expect(read.is, text).toBe('found')
      if (read.is === 'found') expect(Math.hypot(read.at.lon - lon, read.at.lat - lat), text).toBeLessThan(notation === 'words' ? 3e-4 : 2e-5)
    }
  })
  it('writes no sixty', () => {
    expect(dms(113.99999999, 'lon')).toBe('E114°00′00.00″')
    expect(dm(-22.99999999, 'lat')).toBe('S23°00.0000′')
    expect(words({ lon: 113.99999, lat: 22.99999 })).toBe('东经114度0分0秒,北纬23度0分0秒')
  })
  it.each([['49ZAA12341234', 'none'], ['49QZA12341234', 'wrong'], ['X=2606123 Y=99516789', 'wrong'], ['E113°76′10″ N23°44′32″', 'wrong'], ['良口镇', 'none'], ['13800000001', 'none']])('%s', (text, is) => {
    expect(placeIn(text, 'wgs84').is).toBe(is)
  })
  it('hears the datum in the words', () => {
    const { lon, lat } = fromWgs84({ lon: 113.7712, lat: 23.7423 }, 'bd09')
    const read = placeIn(`百度 ${lon},${lat}`, 'wgs84')
    expect(read).toMatchObject({ is: 'found', datum: 'bd09' })
    if (read.is === 'found') expect(read.at.lon).toBeCloseTo(113.7712, 6)
  })
})

describe('measures are those of GeographicLib', () => {
  it.each(golden.lines)('$metres m', ({ a, b, metres, bearing }) => {
    const found = leg(at(a), at(b))
    expect(found.metres).toBeCloseTo(metres, 2)
    expect(found.bearing).toBeCloseTo(bearing, 4)
  })
  it.each(golden.rings)('$square_metres m²', ({ ring, square_metres, perimeter }) => {
    const points = ring.map(at)
    // Sides here are straight on the equal-area map, there geodesics: the longer the sides, the further apart.
    const side = Math.sqrt(square_metres)
    expect(Math.abs(area(points) / square_metres - 1)).toBeLessThan(side < 5000 ? 5e-6 : side < 50_000 ? 1e-4 : 5e-4)
    const around = legs([...points, points[0]]).reduce((sum, one) => sum + one.metres, 0)
    expect(around).toBeCloseTo(perimeter, 1)
  })
  it('knows a ring whose sides cross', () => {
    const ring = [[0, 0], [1, 1], [1, 0], [0, 1]].map(at)
    expect(crosses(ring)).toBe(true)
    expect(crosses([ring[0], ring[2], ring[1], ring[3]])).toBe(false)
  })
  it('says it shortly', () => {
    expect([saidLength(3.21), saidLength(999.4), saidLength(1234), saidLength(123456)]).toEqual(['3.2 m', '999 m', '1.23 km', '123.5 km'])
    expect([saidBearing(359.7), saidBearing(4.2)]).toEqual(['000°', '004°'])
  })
})
