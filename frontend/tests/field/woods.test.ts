import { describe, expect, it } from 'vitest'

import { metresBetween, nearestPoint } from '@/field/woods'

const at = (lon: number, lat: number, radius_m: number | null = null) => ({ lon, lat, radius_m })

describe('the check-point a phone stands at', () => {
  it('is the nearest one within its own radius, or none', () => {
    const here = { lon: 113.77, lat: 23.74 }
    const near = at(113.771, 23.74)
    const nearer = at(113.7705, 23.74)
    expect(Math.round(metresBetween(near, here))).toBe(102)
    expect(nearestPoint([near, nearer], here)).toBe(nearer)
    expect(nearestPoint([at(113.775, 23.74)], here)).toBeNull()
    expect(nearestPoint([at(113.775, 23.74, 600)], here)).not.toBeNull()
    expect(nearestPoint([at(113.7701, 23.74, 5)], here)).toBeNull()
  })
})
