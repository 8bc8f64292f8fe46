import { expect, test } from 'vitest'

import { dangerFeatures, postFeatures, type DangerRow } from '@/map/zones'

const shape = { type: 'Polygon' as const, coordinates: [[[113, 23], [113.1, 23], [113.1, 23.1], [113, 23]]] }
const row = (over: Partial<DangerRow>): DangerRow => ({ id: 1, incident: 7, name: '火线东侧', kind: 'fire_front', shape, active: true, x: null, ...over })

test('only active areas with a shape are drawn, a dead zone in its own grey', () => {
  const found = dangerFeatures([row({}), row({ id: 2, active: false }), row({ id: 3, kind: 'dead_zone' }), row({ id: 4, shape: {} as never })])
  expect(found.map((one) => one.properties)).toEqual([{ label: '火线东侧', dead: false }, { label: '火线东侧', dead: true }])
})

test('a standby post without a place is not drawn at zero', () => {
  expect(postFeatures([{ id: 1, name: '良口', lon: 113.7, lat: 23.7, kind: 'fire' }, { id: 2, name: '?', lon: null as never, lat: null as never, kind: 'fire' }])).toHaveLength(1)
})
