import { describe, expect, it } from 'vitest'

import { coordinatesIn } from '@/desk/entry/coordinates'

const found = (text: string): [number, number, string] | string => {
  const read = coordinatesIn(text)
  if (read.is === 'found') return [Math.round(read.at.lon * 1e5) / 1e5, Math.round(read.at.lat * 1e5) / 1e5, read.at.rest]
  return read.is === 'wrong' ? read.why : 'none'
}

const FIRE: [number, number, string] = [113.77111, 23.74222, '']

describe('coordinates in the usual notations', () => {
  it.each([
    '113°46′16″E 23°44′32″N',
    `113°46'16"E, 23°44'32"N`,
    `113°46''16E 23°44''32N`.replace(/''/g, "'"),
    '113°46′16″E23°44′32″N',
    'E113°46′16″ N23°44′32″',
    'N23°44′32″,E113°46′16″',
    '东经113度46分16秒,北纬23度44分32秒',
    '北纬23度44分32秒 东经113度46分16秒',
    '东经113°46′16″、北纬23°44′32″',
    '经度:113°46′16″ 纬度:23°44′32″',
    '113°46.26667′E 23°44.53333′N',
    '东经113度46.26667分,北纬23度44.53333分',
    'E1134616 N234432',
    '234432N 1134616E',
    '113.771111,23.742222',
    '23.742222 113.771111',
    '113.771111,23.742222',
    '113.771111° 23.742222°',
    '113.771111E 23.742222N',
    'E113.771111 N23.742222',
    'lon=113.771111, lat=23.742222',
    'lat: 23.742222 lng: 113.771111',
  ])('%s', (text) => expect(found(text)).toEqual(FIRE))

  it('keeps the words around them as the address', () => {
    expect(found('从化区良口镇塘料村后山(坐标113.771111,23.742222)附近')).toEqual([113.77111, 23.74222, '从化区良口镇塘料村后山 附近'])
    expect(found('流溪河林场 23.742222,113.771111')).toEqual([113.77111, 23.74222, '流溪河林场'])
  })
  it.each(['', '105国道12公里', 'G105 K2486', '良口镇 138 0013 8000', '3号楼2单元', '510000', '14:05', '23.5公里处', '1.2、3.4'])('finds none in %s', (text) =>
    expect(found(text)).toBe('none'),
  )
  it.each([
    ['113°66′16″E 23°44′32″N', 'minutes'],
    ['113.77,114.88', 'range'],
    ['E113.77 E23.74', 'axes'],
    ['13.771111,23.742222', 'range'],
  ])('says what is wrong with %s', (text, why) => expect(found(text)).toBe(why))
})
