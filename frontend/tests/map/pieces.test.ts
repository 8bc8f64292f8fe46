/** An area of several pieces comes apart into rings and together again. */
import type { Geometry } from 'geojson'
import { describe, expect, it } from 'vitest'

import { joined, ringsOf } from '@/map/plots/pieces'

const ring = (n: number) => [[n, 0], [n + 1, 0], [n + 1, 1], [n, 0]]

describe('pieces', () => {
  it('are the same after nothing was moved', () => {
    const shapes: Geometry[] = [
      { type: 'Polygon', coordinates: [ring(0)] },
      { type: 'Polygon', coordinates: [ring(0), ring(5)] },
      { type: 'MultiPolygon', coordinates: [[ring(0), ring(3)], [ring(9)]] },
    ]
    for (const shape of shapes) expect(joined(shape, ringsOf(shape))).toEqual(shape)
  })

  it('keep their holes where one ring was moved', () => {
    const shape: Geometry = { type: 'MultiPolygon', coordinates: [[ring(0), ring(3)], [ring(9)]] }
    const rings = ringsOf(shape)
    expect(joined(shape, [rings[0]!, rings[1]!, ring(20)])).toEqual({ type: 'MultiPolygon', coordinates: [[ring(0), ring(3)], [ring(20)]] })
  })

  it('that are one are a plain polygon', () => {
    expect(joined({ type: 'MultiPolygon', coordinates: [[ring(0)]] }, [ring(1)])).toEqual({ type: 'Polygon', coordinates: [ring(1)] })
  })
})
