import { describe, expect, it } from 'vitest'
import { framesPerSecond } from '@/map/unitsLayer'
import { FLAG, mercatorX, mercatorY, STRIDE, UnitsBuffer, type Placed } from '@/map/unitsBuffer'

const ORIGIN: [number, number] = [113.3, 23.2]
const at = (over: Partial<Placed> = {}): Placed => ({ subject: 7, lon: 113.31, lat: 23.21, heading: 90, kind: 3, state: 'live', flags: 0, ...over })
/** Metres on the equator per mercator unit. */
const EARTH = 40_075_017

function packed(buffer: UnitsBuffer, index: number) {
  const view = new DataView(buffer.bytes)
  const f = (n: number) => view.getFloat32(index * STRIDE + n * 4, true)
  const u = (n: number) => view.getUint8(index * STRIDE + 24 + n)
  return { x0: f(0), y0: f(1), x1: f(2), y1: f(3), heading: f(4), t0: f(5), kind: u(0), state: u(1), flags: u(2) }
}

describe('packing', () => {
  it('holds the position to a centimetre, relative to the city', () => {
    const buffer = new UnitsBuffer(ORIGIN)
    buffer.resize(1)
    buffer.set(0, at(), 0)
    const [x, y] = buffer.shownAt(0, 10)
    expect(Math.abs(x + buffer.origin[0] - mercatorX(113.31)) * EARTH).toBeLessThan(0.01)
    expect(Math.abs(y + buffer.origin[1] - mercatorY(23.21)) * EARTH).toBeLessThan(0.01)
  })

  it('packs kind, state, flags and course where the shader reads them', () => {
    const buffer = new UnitsBuffer(ORIGIN)
    buffer.resize(2)
    buffer.set(1, at({ state: 'stale', flags: FLAG.sos | FLAG.assigned, heading: null }), 0)
    expect(packed(buffer, 1)).toMatchObject({ kind: 3, state: 1, flags: 3, heading: -1 })
    buffer.set(1, at({ state: 'base', heading: 180 }), 0)
    expect(packed(buffer, 1).state).toBe(3)
    expect(packed(buffer, 1).heading).toBeCloseTo(Math.PI, 5)
  })

  it('uploads nothing when nothing changed, and only the range that did', () => {
    const buffer = new UnitsBuffer(ORIGIN)
    buffer.resize(100)
    for (let n = 0; n < 100; n += 1) buffer.set(n, at({ subject: n + 1 }), 0)
    buffer.uploaded()
    expect(buffer.set(40, at({ subject: 41 }), 5)).toBe(false)
    expect([buffer.dirtyFrom, buffer.dirtyTo]).toEqual([Infinity, -1])
    expect(buffer.set(40, at({ subject: 41, lat: 23.22 }), 5)).toBe(true)
    buffer.set(42, at({ subject: 43, state: 'lost' }), 5)
    expect([buffer.dirtyFrom, buffer.dirtyTo]).toEqual([40, 42])
  })

  it('grows to 22,000 and keeps what it held', () => {
    const buffer = new UnitsBuffer(ORIGIN)
    buffer.resize(1)
    buffer.set(0, at(), 0)
    buffer.resize(22_000)
    expect(buffer.subjectAt(0)).toBe(7)
    expect(buffer.bytes.byteLength).toBeGreaterThanOrEqual(22_000 * STRIDE)
  })
})

describe('gliding', () => {
  it('starts where the mark is drawn now, not where the last fix was', () => {
    const buffer = new UnitsBuffer(ORIGIN, 1)
    buffer.resize(1)
    buffer.set(0, at({ lat: 23.2 }), 0)
    buffer.set(0, at({ lat: 23.201 }), 10)
    const halfway = buffer.shownAt(0, 10.5)
    buffer.set(0, at({ lat: 23.203 }), 10.5)
    const after = buffer.shownAt(0, 10.5)
    expect(Math.abs(after[1] - halfway[1]) * EARTH).toBeLessThan(0.05)
    expect(Math.abs(buffer.shownAt(0, 11.5)[1] + buffer.origin[1] - mercatorY(23.203)) * EARTH).toBeLessThan(0.01)
  })

  it('a correction of kilometres is not driven across the city', () => {
    const buffer = new UnitsBuffer(ORIGIN)
    buffer.resize(1)
    buffer.set(0, at({ lat: 23.2 }), 0)
    buffer.set(0, at({ lat: 23.5 }), 10)
    expect(packed(buffer, 0).y0).toBe(packed(buffer, 0).y1)
  })

  it('another subject in the slot appears in its own place', () => {
    const buffer = new UnitsBuffer(ORIGIN)
    buffer.resize(1)
    buffer.set(0, at({ subject: 1 }), 0)
    buffer.set(0, at({ subject: 2, lat: 23.2101 }), 10)
    expect(packed(buffer, 0).y0).toBe(packed(buffer, 0).y1)
  })

  it('a change of looks alone does not restart the move', () => {
    const buffer = new UnitsBuffer(ORIGIN)
    buffer.resize(1)
    buffer.set(0, at(), 3)
    buffer.set(0, at({ flags: FLAG.selected }), 9)
    expect(packed(buffer, 0)).toMatchObject({ t0: 3, flags: 4 })
  })
})

describe('picking', () => {
  it('finds the nearest within reach, never an empty slot', () => {
    const buffer = new UnitsBuffer(ORIGIN)
    buffer.resize(3)
    buffer.set(0, at({ subject: 1, lon: 113.31 }), 0)
    buffer.set(1, at({ subject: 2, lon: 113.312 }), 0)
    buffer.set(2, at({ subject: 3, lon: 113.3105 }), 0)
    buffer.clear(2)
    const reach = 500 / EARTH
    expect(buffer.subjectAt(buffer.nearest(mercatorX(113.3108), mercatorY(23.21), reach, 5))).toBe(1)
    expect(buffer.nearest(mercatorX(113.4), mercatorY(23.21), reach, 5)).toBe(-1)
    expect(buffer.subjectAt(buffer.nearest(mercatorX(113.3108), mercatorY(23.21), reach, 5, (n) => n === 1))).toBe(2)
  })
})

describe('frames', () => {
  it('two a second on the whole city, many in a street, never more than the screen shows', () => {
    expect(framesPerSecond(8.1, 23)).toBe(2)
    expect(framesPerSecond(15, 23)).toBeGreaterThan(10)
    expect(framesPerSecond(19, 23)).toBe(60)
  })
})
