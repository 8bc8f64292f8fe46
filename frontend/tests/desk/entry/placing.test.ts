import { describe, expect, it } from 'vitest'

import { read, type Placed } from '@/desk/entry/placing'

const AREAS = [
  { code: '440117', name: '从化区', parent: '4401', lon: 113.586, lat: 23.548 },
  { code: '440117104', name: '良口镇', parent: '440117', lon: 113.73, lat: 23.7 },
  { code: '440117105', name: '温泉镇', parent: '440117', lon: null, lat: null },
]
const NONE: Placed = { lon: null, lat: null, by: 'none' }
const CLICKED: Placed = { lon: 113.5, lat: 23.5, by: 'map' }
const at = (text: string, before: Placed = NONE) => read(text, before, 'wgs84', AREAS)

describe('a place from what was typed', () => {
  it('is where the coordinates say, and the words stay the address', () => {
    expect(at('良口镇塘料村 113.7712,23.7423')).toMatchObject({ placed: { lon: 113.7712, lat: 23.7423, by: 'typed' }, address: '良口镇塘料村' })
  })
  it('is the seat of a named town until somebody says better', () => {
    expect(at('从化良口塘料村').placed).toEqual({ lon: 113.73, lat: 23.7, by: 'area' })
    expect(at('从化良口塘料村', CLICKED).placed).toEqual(CLICKED)
    expect(at('从化良口塘料村', { lon: 1, lat: 1, by: 'typed' }).placed.by).toBe('area')
  })
  it('waits for a click where a town has no coordinates', () => {
    expect(at('温泉镇')).toMatchObject({ placed: NONE, areas: [{ path: '从化区 温泉镇' }] })
  })
  it('forgets coordinates that were made wrong, and says why', () => {
    expect(at('113°66′16″E 23°44′32″N', { lon: 113, lat: 23, by: 'typed' })).toMatchObject({ placed: NONE, wrong: 'minutes' })
    expect(at('113°66′16″E 23°44′32″N', CLICKED).placed).toEqual(CLICKED)
  })
  it('is converted at the door', () => {
    const { placed } = read('113.776421,23.7396771', NONE, 'gcj02', AREAS)
    expect(placed.lon).toBeCloseTo(113.7712, 6)
    expect(placed.lat).toBeCloseTo(23.7423, 6)
  })
  it('takes the datum from its name beside the coordinates', () => {
    for (const text of ['高德 113.776421,23.7396771 塘料村', '塘料村(百度地图)113.7828574,23.7458963']) {
      const reading = at(text)
      expect(reading.placed.lon).toBeCloseTo(113.7712, 6)
      expect(reading.placed.lat).toBeCloseTo(23.7423, 6)
      expect(reading.address).toBe('塘料村')
    }
    expect(at('113.7712,23.7423 国家2000坐标').datum).toBe('cgcs2000')
    expect(at('113.7712,23.7423').datum).toBeNull()
  })
})
