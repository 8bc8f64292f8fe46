/** Packs what has a position for the GPU: one 32-byte vertex per subject, rewritten only where something changed. No GL, no DOM. */
import type { Freshness } from '@/live/freshness'

/** x0 y0 x1 y1 heading t0 (float32) · kind state flags pad (u8) · subject (u32) */
export const STRIDE = 32
const FLOATS = STRIDE / 4

export const STATE = { live: 0, stale: 1, lost: 2, base: 3 } as const
export const FLAG = { sos: 1, assigned: 2, selected: 4, important: 8 } as const
/** Above this a move is a correction (a first fix, a vehicle switched on elsewhere), not a drive: no gliding across the city. */
const JUMP = 3000 / 40_075_017
const NO_HEADING = 65535
const RADIANS_PER_1E7 = (Math.PI / 180) * 1e-7
const RADIANS_PER_0_01 = (Math.PI / 180) * 0.01

/** Mercator of WGS-84, 0..1 from the north-west; float64 here, differences to the origin in float32 on the GPU. */
export const mercatorX = (lon: number): number => (lon + 180) / 360
export const mercatorY = (lat: number): number => {
  const sin = Math.sin((lat * Math.PI) / 180)
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)
}

export interface Placed {
  subject: number
  lon: number
  lat: number
  /** degrees from north, null unknown */
  heading: number | null
  kind: number
  state: Freshness | 'base'
  flags: number
}

export class UnitsBuffer {
  count = 0
  bytes = new ArrayBuffer(1024 * STRIDE)
  /** Range of vertices changed since the last upload. */
  dirtyFrom = Infinity
  dirtyTo = -1
  private floats = new Float32Array(this.bytes)
  private octets = new Uint8Array(this.bytes)
  private words = new Uint32Array(this.bytes)
  private readonly originX: number
  private readonly originY: number

  constructor(
    origin: [number, number],
    /** Seconds a move takes on the screen: the time until the next fix is expected. */
    readonly glideS = 1,
  ) {
    this.originX = mercatorX(origin[0])
    this.originY = mercatorY(origin[1])
  }

  get origin(): [number, number] {
    return [this.originX, this.originY]
  }

  resize(count: number): void {
    while (count * STRIDE > this.bytes.byteLength) {
      const wider = new ArrayBuffer(this.bytes.byteLength * 2)
      new Uint8Array(wider).set(this.octets)
      this.bytes = wider
      this.floats = new Float32Array(wider)
      this.octets = new Uint8Array(wider)
      this.words = new Uint32Array(wider)
    }
    if (count > this.count) this.octets.fill(0, this.count * STRIDE, count * STRIDE)
    if (count !== this.count) this.touch(0, count - 1)
    this.count = count
  }

  /** Writes one vertex; true when the GPU must hear of it. `nowS` is the layer's own clock. */
  set(index: number, at: Placed, nowS: number): boolean {
    const x = mercatorX(at.lon) - this.originX
    const y = mercatorY(at.lat) - this.originY
    const heading = at.heading === null ? -1 : (at.heading * Math.PI) / 180
    return this.write(index, at.subject, x, y, heading, at.kind, STATE[at.state], at.flags, nowS)
  }

  /** The same without an object, for 22,000 of them: 1e-7 degrees, 0.01° of heading or 65535, as they are on the wire. */
  setPacked(index: number, subject: number, lon: number, lat: number, heading: number, kind: number, state: number, flags: number, nowS: number): boolean {
    const sin = Math.sin(lat * RADIANS_PER_1E7)
    const x = (lon * 1e-7 + 180) / 360 - this.originX
    const y = 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI) - this.originY
    return this.write(index, subject, x, y, heading === NO_HEADING ? -1 : heading * RADIANS_PER_0_01, kind, state, flags, nowS)
  }

  private write(index: number, subject: number, x64: number, y64: number, heading64: number, kind: number, state: number, flags: number, nowS: number): boolean {
    const { floats, octets, words } = this
    const f = index * FLOATS
    const o = index * STRIDE + 24
    const x = Math.fround(x64)
    const y = Math.fround(y64)
    const heading = Math.fround(heading64)
    const same = words[f + 7] === subject
    const moved = !same || floats[f + 2] !== x || floats[f + 3] !== y
    if (!moved && floats[f + 4] === heading && octets[o] === kind && octets[o + 1] === state && octets[o + 2] === flags) return false
    if (moved) {
      const t = same ? this.glided(f, nowS) : 1
      const fromX = same ? floats[f] + (floats[f + 2] - floats[f]) * t : x
      const fromY = same ? floats[f + 1] + (floats[f + 3] - floats[f + 1]) * t : y
      const far = Math.abs(fromX - x) + Math.abs(fromY - y) > JUMP
      floats[f] = far ? x : fromX
      floats[f + 1] = far ? y : fromY
      floats[f + 2] = x
      floats[f + 3] = y
      floats[f + 5] = nowS
    }
    floats[f + 4] = heading
    octets[o] = kind
    octets[o + 1] = state
    octets[o + 2] = flags
    words[f + 7] = subject
    this.touch(index, index)
    return true
  }

  /** Share of the glide that is over, 0..1. */
  private glided(f: number, nowS: number): number {
    return Math.min(1, Math.max(0, (nowS - this.floats[f + 5]) / this.glideS))
  }

  /** An empty slot: kind 255 is never drawn. */
  clear(index: number): void {
    if (this.words[index * FLOATS + 7] === 0) return
    this.words[index * FLOATS + 7] = 0
    this.octets[index * STRIDE + 24] = 255
    this.touch(index, index)
  }

  /** Where the vertex is drawn at `nowS`, relative to the origin: the same arithmetic as the shader's. */
  shownAt(index: number, nowS: number): [number, number] {
    return [this.shownX(index, nowS), this.shownY(index, nowS)]
  }

  shownX(index: number, nowS: number): number {
    const f = index * FLOATS
    return this.floats[f] + (this.floats[f + 2] - this.floats[f]) * this.glided(f, nowS)
  }

  shownY(index: number, nowS: number): number {
    const f = index * FLOATS
    return this.floats[f + 1] + (this.floats[f + 3] - this.floats[f + 1]) * this.glided(f, nowS)
  }

  subjectAt(index: number): number {
    return this.words[index * FLOATS + 7]
  }

  flagsAt(index: number): number {
    return this.octets[index * STRIDE + 26]
  }

  kindAt(index: number): number {
    return this.octets[index * STRIDE + 24]
  }

  stateAt(index: number): number {
    return this.octets[index * STRIDE + 25]
  }

  /** Nearest vertex within `radius` (mercator units) of a mercator point; a scan of 22,000 costs well under a millisecond. */
  nearest(x: number, y: number, radius: number, nowS: number, keep: (index: number) => boolean = () => true): number {
    let best = -1
    let bestD = radius * radius
    for (let index = 0; index < this.count; index += 1) {
      if (this.words[index * FLOATS + 7] === 0) continue
      const dx = this.shownX(index, nowS) + this.originX - x
      const dy = this.shownY(index, nowS) + this.originY - y
      const d = dx * dx + dy * dy
      if (d < bestD && keep(index)) {
        bestD = d
        best = index
      }
    }
    return best
  }

  uploaded(): void {
    this.dirtyFrom = Infinity
    this.dirtyTo = -1
  }

  private touch(from: number, to: number): void {
    if (from < this.dirtyFrom) this.dirtyFrom = from
    if (to > this.dirtyTo) this.dirtyTo = to
  }
}
