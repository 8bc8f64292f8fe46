import { describe, expect, it } from 'vitest'

import { toWgs84, type LonLat } from '@/desk/entry/datum'

/** Places of the city: as GPS says them, as Amap (GCJ-02) and Baidu (BD-09) draw them. */
const KNOWN: Array<[string, LonLat, LonLat, LonLat]> = [
  ['Canton Tower', { lon: 113.3191, lat: 23.1065 }, { lon: 113.3245101, lat: 23.1038879 }, { lon: 113.3310539, lat: 23.109653 }],
  ['Sun Yat-sen Memorial Hall', { lon: 113.2592, lat: 23.1336 }, { lon: 113.2645269, lat: 23.1309228 }, { lon: 113.2709595, lat: 23.137153 }],
  ['Guangzhou South station', { lon: 113.2648, lat: 22.9895 }, { lon: 113.2701205, lat: 22.9867645 }, { lon: 113.2765538, lat: 22.9930584 }],
  ['Baiyun airport', { lon: 113.2993, lat: 23.399 }, { lon: 113.3046919, lat: 23.3964428 }, { lon: 113.311169, lat: 23.4025353 }],
  ['Liangkou', { lon: 113.7712, lat: 23.7423 }, { lon: 113.776421, lat: 23.7396771 }, { lon: 113.7828574, lat: 23.7458963 }],
]
/** A centimetre. */
const CM = 1e-7

describe('coordinates are converted at the door', () => {
  it.each(KNOWN)('%s', (_, wgs, gcj, bd) => {
    for (const back of [toWgs84(gcj, 'gcj02'), toWgs84(bd, 'bd09'), toWgs84(wgs, 'wgs84'), toWgs84(wgs, 'cgcs2000')]) {
      expect(Math.abs(back.lon - wgs.lon)).toBeLessThan(2 * CM)
      expect(Math.abs(back.lat - wgs.lat)).toBeLessThan(2 * CM)
    }
  })
  it('leaves places abroad alone, as the published formula does', () => {
    expect(toWgs84({ lon: 2.35, lat: 48.86 }, 'gcj02')).toEqual({ lon: 2.35, lat: 48.86 })
  })
})
