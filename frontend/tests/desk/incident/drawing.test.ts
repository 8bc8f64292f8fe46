import { expect, test } from 'vitest'

import { circle, crossesItself, drawn } from '@/desk/incident/drawing'
import { distanceM } from '@/field/bearing'

const at = (lon: number, lat: number) => ({ lon, lat })

test('three clicks make an area, two a line, one nothing', () => {
  expect(drawn('polygon', [at(113, 23)])).toBeNull()
  expect(drawn('polygon', [at(113, 23), at(113.1, 23)])?.type).toBe('LineString')
  expect(drawn('polygon', [at(113, 23), at(113.1, 23), at(113.1, 23.1)])).toEqual({
    type: 'Polygon', coordinates: [[[113, 23], [113.1, 23], [113.1, 23.1], [113, 23]]],
  })
})

test('a circle goes through the second click, everywhere at the same distance', () => {
  const centre = at(113.77, 23.74)
  const edge = at(113.78, 23.74)
  const made = drawn('circle', [centre, edge]) as GeoJSON.Polygon
  const wanted = distanceM(centre, edge)
  for (const [lon, lat] of made.coordinates[0]!) expect(Math.abs(distanceM(centre, at(lon!, lat!)) - wanted)).toBeLessThan(wanted * 0.005)
  expect(made.coordinates[0]![0]).toEqual(made.coordinates[0]!.at(-1))
  expect(circle(centre, 500)).toHaveLength(49)
})

test('a bow tie is refused, a square is not', () => {
  expect(crossesItself([at(0, 0), at(1, 1), at(1, 0), at(0, 1)])).toBe(true)
  expect(crossesItself([at(0, 0), at(1, 0), at(1, 1), at(0, 1)])).toBe(false)
})
