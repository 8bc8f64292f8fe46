/** The picture lane on the screen: packed rows (docs/protocol.md §3) into typed arrays, one slot per subject. */

export const KINDS = ['other', 'person', 'vehicle', 'uav', 'dock', 'radio', 'phone', 'vessel', 'sensor', 'team'] as const
export type Kind = (typeof KINDS)[number]
export const SOS = 1
export const OFFLINE = 2
export const HELD = 4
export const SIMULATED = 8

const VERSION = 1
const FULL = 1
const MESSAGE_HEADER = 8
const FRAME_HEADER = 24
const ROW = 24
const FIRST_CAPACITY = 1024

export interface Position {
  subject: number
  district: number
  lat: number
  lon: number
  alt: number | null
  /** m/s */
  speed: number | null
  /** degrees from true north */
  heading: number | null
  battery: number | null
  link: number | null
  kind: Kind
  sos: boolean
  offline: boolean
  held: boolean
  simulated: boolean
  /** seconds since the fix was made */
  age: number
}

/** A message this side cannot read: another version or a length that does not add up. */
export class PictureError extends Error {}

export class Picture {
  /** Slots 0..size-1 are used unless `subject[slot]` is 0. */
  size = 0
  /** Subjects held. */
  count = 0
  /** Rises with every change, for layers that copy. */
  version = 0
  subject = new Uint32Array(FIRST_CAPACITY)
  district = new Uint32Array(FIRST_CAPACITY)
  lat = new Int32Array(FIRST_CAPACITY)
  lon = new Int32Array(FIRST_CAPACITY)
  alt = new Int16Array(FIRST_CAPACITY)
  speed = new Uint16Array(FIRST_CAPACITY)
  heading = new Uint16Array(FIRST_CAPACITY)
  battery = new Uint8Array(FIRST_CAPACITY)
  link = new Uint8Array(FIRST_CAPACITY)
  kind = new Uint8Array(FIRST_CAPACITY)
  flags = new Uint8Array(FIRST_CAPACITY)
  /** Instant of the fix in ms on this screen's monotonic clock. */
  fixedAt = new Float64Array(FIRST_CAPACITY)
  /** `version` at which the slot was last written: whoever copies takes only what is younger than its own copy. */
  touched = new Uint32Array(FIRST_CAPACITY)
  private slots = new Map<number, number>()
  private free: number[] = []
  private listeners = new Set<() => void>()

  /** Reads one message; returns the tick to acknowledge. Reads all lengths before it changes anything. */
  apply(data: ArrayBuffer, now: number): number {
    const view = new DataView(data)
    if (data.byteLength < MESSAGE_HEADER) throw new PictureError('message cut short')
    if (view.getUint8(0) !== VERSION) throw new PictureError(`picture version ${view.getUint8(0)}, this side knows ${VERSION}`)
    const full = (view.getUint8(1) & FULL) !== 0
    const frames = view.getUint16(2, true)
    const starts: number[] = []
    let at = MESSAGE_HEADER
    for (let n = 0; n < frames; n += 1) {
      if (data.byteLength - at < FRAME_HEADER) throw new PictureError('frame header cut short')
      starts.push(at)
      at += FRAME_HEADER + view.getUint32(at + 20, true) * ROW
      if (at > data.byteLength) throw new PictureError('frame rows cut short')
    }
    if (at !== data.byteLength) throw new PictureError('bytes left over')
    if (full) this.dropDistricts(new Set(starts.map((start) => view.getUint32(start, true))))
    for (const start of starts) {
      const district = view.getUint32(start, true)
      const rows = view.getUint32(start + 20, true)
      // The gateway keeps an order: mostly the next one lies as far on as the last one did, and nothing need be looked up
      let last = -1
      let step = 1
      for (let n = 0; n < rows; n += 1) {
        const slot = this.put(view, start + FRAME_HEADER + n * ROW, last + step, district, now)
        step = slot - last
        last = slot
      }
    }
    this.changed()
    return view.getUint32(4, true)
  }

  /** Writes one row; returns its slot. `likely` is where it may lie. */
  private put(view: DataView, at: number, likely: number, district: number, now: number): number {
    const subject = view.getUint32(at, true)
    const slot = likely >= 0 && likely < this.size && this.subject[likely] === subject ? likely : (this.slots.get(subject) ?? this.take(subject))
    this.district[slot] = district
    this.lat[slot] = view.getInt32(at + 4, true)
    this.lon[slot] = view.getInt32(at + 8, true)
    this.alt[slot] = view.getInt16(at + 12, true)
    this.speed[slot] = view.getUint16(at + 14, true)
    this.heading[slot] = view.getUint16(at + 16, true)
    this.battery[slot] = view.getUint8(at + 18)
    this.link[slot] = view.getUint8(at + 19)
    this.kind[slot] = view.getUint8(at + 20)
    this.flags[slot] = view.getUint8(at + 21)
    this.fixedAt[slot] = now - view.getUint16(at + 22, true) * 1000
    this.touched[slot] = this.version + 1
    return slot
  }

  private take(subject: number): number {
    const slot = this.free.pop() ?? this.size++
    if (slot >= this.subject.length) this.grow()
    this.subject[slot] = subject
    this.slots.set(subject, slot)
    this.count += 1
    return slot
  }

  private grow(): void {
    const wider = <T extends { length: number; set(from: T): void }>(from: T, make: new (length: number) => T): T => {
      const to = new make(from.length * 2)
      to.set(from)
      return to
    }
    this.subject = wider(this.subject, Uint32Array)
    this.district = wider(this.district, Uint32Array)
    this.lat = wider(this.lat, Int32Array)
    this.lon = wider(this.lon, Int32Array)
    this.alt = wider(this.alt, Int16Array)
    this.speed = wider(this.speed, Uint16Array)
    this.heading = wider(this.heading, Uint16Array)
    this.battery = wider(this.battery, Uint8Array)
    this.link = wider(this.link, Uint8Array)
    this.kind = wider(this.kind, Uint8Array)
    this.flags = wider(this.flags, Uint8Array)
    this.fixedAt = wider(this.fixedAt, Float64Array)
    this.touched = wider(this.touched, Uint32Array)
  }

  private dropDistricts(districts: Set<number>): void {
    for (const [subject, slot] of this.slots) {
      if (!districts.has(this.district[slot])) continue
      this.slots.delete(subject)
      this.subject[slot] = 0
      this.touched[slot] = this.version + 1
      this.free.push(slot)
      this.count -= 1
    }
  }

  clear(): void {
    this.slots.clear()
    this.free = []
    this.subject.fill(0)
    this.touched.fill(this.version + 1)
    this.size = this.count = 0
    this.changed()
  }

  slotOf(subject: number): number | undefined {
    return this.slots.get(subject)
  }

  ageOf(slot: number, now: number): number {
    return Math.max(0, (now - this.fixedAt[slot]) / 1000)
  }

  get(subject: number | null | undefined, now: number): Position | null {
    const slot = subject ? this.slots.get(subject) : undefined
    return slot === undefined ? null : this.at(slot, now)
  }

  at(slot: number, now: number): Position {
    const flags = this.flags[slot]
    return {
      subject: this.subject[slot],
      district: this.district[slot],
      lat: this.lat[slot] / 1e7,
      lon: this.lon[slot] / 1e7,
      alt: this.alt[slot] === -32768 ? null : this.alt[slot],
      speed: this.speed[slot] === 65535 ? null : this.speed[slot] / 100,
      heading: this.heading[slot] === 65535 ? null : this.heading[slot] / 100,
      battery: this.battery[slot] === 255 ? null : this.battery[slot],
      link: this.link[slot] === 255 ? null : this.link[slot],
      kind: KINDS[this.kind[slot]] ?? 'other',
      sos: (flags & SOS) !== 0,
      offline: (flags & OFFLINE) !== 0,
      held: (flags & HELD) !== 0,
      simulated: (flags & SIMULATED) !== 0,
      age: this.ageOf(slot, now),
    }
  }

  /** Calls back after every change; layers use it instead of Vue, which would be asked 4 times a second for nothing. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private changed(): void {
    this.version += 1
    for (const listener of this.listeners) listener()
  }
}
