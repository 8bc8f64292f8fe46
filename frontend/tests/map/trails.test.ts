/** Trails: kept sparsely, faded by age, forgotten with who is not followed any more. */
import { describe, expect, it, vi } from 'vitest'

import { KEEP_MS, stored, Trails } from '@/map/trails'

const DEGREE = 1e7
const along = (n: number) => [113 * DEGREE + n * 2_000, 23 * DEGREE] as const

function walked(points: number, everyMs: number): Trails {
  const trails = new Trails()
  trails.follow([7])
  for (let n = 0; n < points; n += 1) trails.put(7, ...along(n), n * everyMs)
  return trails
}

describe('the past of who is selected', () => {
  it('is put before what was seen here, by this screen\'s own clock', async () => {
    const asked: string[] = []
    vi.stubGlobal('fetch', async (path: string) => (asked.push(String(path)), new Response(JSON.stringify({ subject: 7, label: '', left_out: 0, breaks: [], tolerance_m: 5, points: [[1_000_000, 112.99, 23, null, null], [1_060_000, 112.995, 23, null, null]] }), { headers: { 'Content-Type': 'application/json' } })))
    const points = await stored(7, 1_120_000, 500_000)
    vi.unstubAllGlobals()
    expect(asked[0]).toContain('subject=7')
    expect(points.map((one) => one.at)).toEqual([380_000, 440_000])
    const trails = new Trails()
    trails.follow([7])
    trails.put(7, 113 * DEGREE, 23 * DEGREE, 500_000)
    trails.before(7, points)
    expect(trails.lines(500_000).flatMap((line) => line.geometry.coordinates.map(([lon]) => lon))).toEqual([112.99, 112.995, 113])
  })
})

describe('trails', () => {
  it('draws no line over a silence', () => {
    const trails = new Trails()
    trails.follow([7])
    const point = (n: number, begins = false) => ({ lon: 113 * DEGREE + n * 2_000, lat: 23 * DEGREE, at: 1000 + n * 1000, begins })
    trails.before(7, [point(0), point(1), point(2, true), point(3)])
    expect(trails.lines(10_000).map((line) => line.geometry.coordinates.length)).toEqual([2, 2])
  })

  it('keeps no point for who stands still', () => {
    const trails = new Trails()
    trails.follow([7])
    for (let n = 0; n < 100; n += 1) trails.put(7, 113 * DEGREE + (n % 3) * 10, 23 * DEGREE, n * 1000)
    expect(trails.lines(100_000)).toEqual([])
  })

  it('draws one unbroken way, the oldest third palest', () => {
    const trails = walked(31, 60_000)
    const lines = trails.lines(30 * 60_000)
    expect(lines.map((line) => line.properties.age)).toEqual([2, 1, 0])
    for (const [n, line] of lines.entries()) {
      const next = lines[n + 1]
      if (next) expect(next.geometry.coordinates).toContainEqual(line.geometry.coordinates.at(-1))
    }
    expect(lines.at(-1)!.geometry.coordinates.at(-1)).toEqual([113 + (30 * 2_000) / DEGREE, 23])
  })

  it('ends after half an hour', () => {
    const trails = walked(5, 60_000)
    expect(trails.lines(KEEP_MS + 300_000)).toEqual([])
  })

  it('forgets who is not followed and starts anew when he is again', () => {
    const trails = walked(10, 1_000)
    trails.follow([8])
    trails.follow([7, 8])
    expect(trails.unknown().sort()).toEqual([7, 8])
  })

  it('puts the stored past before what this screen saw', () => {
    const trails = walked(3, 1_000)
    trails.before(7, [
      { lon: along(-2)[0], lat: along(-2)[1], at: -2_000 },
      { lon: along(9)[0], lat: along(9)[1], at: 5_000 },
    ])
    const [line] = trails.lines(3_000)
    expect(line!.geometry.coordinates[0]).toEqual([along(-2)[0] / DEGREE, 23])
    expect(line!.geometry.coordinates).toHaveLength(4)
  })

  it('stays small after hours of driving', () => {
    const trails = walked(20_000, 100)
    const points = trails.lines(2_000_000).reduce((sum, line) => sum + line.geometry.coordinates.length, 0)
    expect(points).toBeLessThan(500)
  })
})
