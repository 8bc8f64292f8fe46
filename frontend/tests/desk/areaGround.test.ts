/** The ground of an area's job: districts, or one plotted ring. */
import { describe, expect, it } from 'vitest'

import { ringOf, whereOf } from '@/desk/channels/areaGround'

const RING = [[113, 23], [113.1, 23], [113.1, 23.1], [113, 23]]
const plot = (coordinates: unknown, type = 'Polygon') => ({ area: '440117', shape: { type, coordinates } })

describe('the ground of an area job', () => {
  it('is the chosen districts, or nothing', () => {
    expect(whereOf('districts', ['440117'], null)).toEqual({ areas: ['440117'] })
    expect(whereOf('districts', [], plot([RING]))).toBeNull()
  })

  it('is a plotted ring without its repeated corner, with the district that answers for it', () => {
    expect(whereOf('plot', ['440117'], plot([RING]))).toEqual({ polygon: [[113, 23], [113.1, 23], [113.1, 23.1]], area: '440117' })
  })

  it('is no area with a hole, of several pieces, or of too many corners', () => {
    expect(ringOf(plot([RING, RING]).shape)).toBeNull()
    expect(ringOf(plot([[RING]], 'MultiPolygon').shape)).toBeNull()
    expect(ringOf(plot([Array.from({ length: 600 }, (_, n) => [113 + n / 1e4, 23])]).shape)).toBeNull()
    expect(whereOf('plot', [], null)).toBeNull()
  })
})
