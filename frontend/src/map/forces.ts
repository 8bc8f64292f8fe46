/** Joins picture and board into what the units layer draws: who, where, how fresh, and whether it matters now. */
import type { FreshnessLimit } from '@/api/types'
import type { Live } from '@/live/live'
import { limitFor, type Freshness } from '@/live/freshness'
import { KINDS, OFFLINE, SOS } from '@/live/positions'
import { FLAG, STATE, type UnitsBuffer, mercatorX, mercatorY } from './unitsBuffer'

interface Meta {
  limit: FreshnessLimit
  unit: number | null
  label: string
  assigned: number | null
}

export interface Force {
  subject: number
  unit: number | null
  label: string
  kind: string
  lon: number
  lat: number
  state: Freshness | 'base'
  /** Incident of the open assignment. */
  incident: number | null
  sos: boolean
}

const TEAM = KINDS.indexOf('team')
const UAV = KINDS.indexOf('uav')
const VEHICLE = KINDS.indexOf('vehicle')
/** So many drones are each worth a mark even in a crowd; a swarm is a crowd itself. */
const FEW_DRONES = 60
const MAX_MERCATOR_LABELS = 250

/** What is named after a team or a thing; everything else may bear a person's name. */
const NAMED_THINGS: readonly string[] = ['team', 'uav', 'vehicle', 'vessel', 'dock', 'sensor']

/** Whether a visitor may read its name: never a person's, nor that of a phone or a radio somebody carries. */
export function visitorMayRead(force: Pick<Force, 'unit' | 'kind'>): boolean {
  return force.unit !== null || NAMED_THINGS.includes(force.kind)
}

export class Forces {
  private meta = new Map<number, Meta>()
  private bases: Array<{ subject: number; unit: number; lon: number; lat: number; assigned: number | null }> = []
  private stale = true
  /** Picture version the buffer holds, and what else decided how it was written. */
  private copied = -1
  private written = 0
  private fewDrones = true
  // By slot, so that the loop over all of them reads numbers only
  private staleMs = new Float64Array(1024)
  private lostMs = new Float64Array(1024)
  private team = new Uint8Array(1024)
  private assigned = new Uint8Array(1024)
  selectedSubject = 0

  constructor(
    private readonly live: Live,
    readonly buffer: UnitsBuffer,
  ) {}

  /** Board tables changed: labels, limits, assignments are joined anew at the next sync. */
  invalidate(): void {
    this.stale = true
  }

  /** Brings the buffer up to date; true when something must be drawn again. What did not move costs one comparison. */
  sync(nowMs: number): boolean {
    const { picture, board } = this.live
    const { buffer } = this
    const nowS = nowMs / 1000
    let drones = 0
    for (let slot = 0; slot < picture.size; slot += 1) if (picture.kind[slot] === UAV && picture.subject[slot]) drones += 1
    const fewDrones = drones <= FEW_DRONES
    // Whoever is selected, joined or no crowd any more may be any slot: all are written anew, which happens when people act, not with each fix.
    const all = this.stale || this.written !== this.selectedSubject || this.fewDrones !== fewDrones || picture.version < this.copied
    if (this.stale) this.join()
    this.written = this.selectedSubject
    this.fewDrones = fewDrones
    const bases = this.bases.filter((base) => picture.slotOf(base.subject) === undefined)
    buffer.resize(picture.size + bases.length)
    this.reserve(picture.size)
    const { staleMs, lostMs } = this
    const since = all ? -1 : this.copied
    let changed = false
    for (let slot = 0; slot < picture.size; slot += 1) {
      const subject = picture.subject[slot]
      const fresh = picture.touched[slot] > since
      if (subject === 0) {
        if (fresh) buffer.clear(slot)
        continue
      }
      if (fresh && (all || buffer.subjectAt(slot) !== subject)) this.limit(slot, subject, KINDS[picture.kind[slot]] ?? 'other', board.limits.value)
      const age = nowMs - picture.fixedAt[slot]
      const flags = picture.flags[slot]
      const state = (flags & OFFLINE) !== 0 || age > lostMs[slot] ? STATE.lost : age > staleMs[slot] ? STATE.stale : STATE.live
      if (!fresh && state === buffer.stateAt(slot)) continue
      const kind = picture.kind[slot]
      const drawn = this.team[slot] === 1 && kind !== UAV && kind !== VEHICLE ? TEAM : kind
      const marks =
        ((flags & SOS) !== 0 ? FLAG.sos : 0) | (kind === UAV && fewDrones ? FLAG.important : 0) | this.assigned[slot] | (subject === this.selectedSubject ? FLAG.selected : 0)
      if (buffer.setPacked(slot, subject, picture.lon[slot], picture.lat[slot], picture.heading[slot], drawn, state, marks, nowS)) changed = true
    }
    this.copied = picture.version
    bases.forEach((base, n) => {
      const flags = (base.assigned !== null ? FLAG.assigned : 0) | (base.subject === this.selectedSubject ? FLAG.selected : 0)
      const placed = { ...base, heading: null, kind: TEAM, state: 'base' as const, flags }
      if (buffer.set(picture.size + n, placed, nowS)) changed = true
    })
    return changed
  }

  /** What the board says of the subject in this slot, as numbers. */
  private limit(slot: number, subject: number, kind: string, limits: Record<string, FreshnessLimit>): void {
    const known = this.meta.get(subject)
    const limit = known?.limit ?? limitFor(kind, null, limits)
    this.staleMs[slot] = limit.stale_s * 1000
    this.lostMs[slot] = limit.lost_s * 1000
    this.team[slot] = known?.unit != null ? 1 : 0
    this.assigned[slot] = known?.assigned != null ? FLAG.assigned : 0
  }

  private reserve(size: number): void {
    if (size <= this.staleMs.length) return
    const length = Math.max(size, this.staleMs.length * 2)
    this.staleMs = widened(this.staleMs, new Float64Array(length))
    this.lostMs = widened(this.lostMs, new Float64Array(length))
    this.team = widened(this.team, new Uint8Array(length))
    this.assigned = widened(this.assigned, new Uint8Array(length))
  }

  get anySos(): boolean {
    for (let index = 0; index < this.buffer.count; index += 1) if (this.buffer.flagsAt(index) & FLAG.sos) return true
    return false
  }

  unitOf(subject: number): number | null {
    return this.meta.get(subject)?.unit ?? null
  }

  at(index: number, nowMs: number): Force {
    const subject = this.buffer.subjectAt(index)
    const [x, y] = this.buffer.shownAt(index, nowMs / 1000)
    const [ox, oy] = this.buffer.origin
    const known = this.meta.get(subject)
    const state = this.buffer.stateAt(index)
    return {
      subject,
      unit: known?.unit ?? null,
      label: known?.label ?? '',
      kind: KINDS[this.buffer.kindAt(index)] ?? 'other',
      lon: (x + ox) * 360 - 180,
      lat: latitude(y + oy),
      state: state === STATE.base ? 'base' : state === STATE.lost ? 'lost' : state === STATE.stale ? 'stale' : 'live',
      incident: known?.assigned ?? null,
      sos: (this.buffer.flagsAt(index) & FLAG.sos) !== 0,
    }
  }

  /** Forces whose name is written: those that matter, and everybody when few are in view. */
  named(nowMs: number, bounds: [number, number, number, number], everybody: boolean): Force[] {
    const found: Force[] = []
    const [west, south, east, north] = bounds
    const [x0, x1, y0, y1] = [mercatorX(west), mercatorX(east), mercatorY(north), mercatorY(south)]
    const [ox, oy] = this.buffer.origin
    for (let index = 0; index < this.buffer.count; index += 1) {
      if (this.buffer.subjectAt(index) === 0) continue
      const matters = this.buffer.flagsAt(index) !== 0
      if (!matters && !everybody) continue
      const x = this.buffer.shownX(index, nowMs / 1000) + ox
      const y = this.buffer.shownY(index, nowMs / 1000) + oy
      if (x < x0 || x > x1 || y < y0 || y > y1) continue
      found.push(this.at(index, nowMs))
      if (found.length > MAX_MERCATOR_LABELS) break
    }
    return found
  }

  /** How many stand inside the bounds. */
  inView(nowMs: number, bounds: [number, number, number, number]): number {
    const [west, south, east, north] = bounds
    const [ox, oy] = this.buffer.origin
    const [x0, x1, y0, y1] = [mercatorX(west) - ox, mercatorX(east) - ox, mercatorY(north) - oy, mercatorY(south) - oy]
    let found = 0
    for (let index = 0; index < this.buffer.count; index += 1) {
      if (this.buffer.subjectAt(index) === 0) continue
      const x = this.buffer.shownX(index, nowMs / 1000)
      const y = this.buffer.shownY(index, nowMs / 1000)
      if (x >= x0 && x <= x1 && y >= y0 && y <= y1) found += 1
    }
    return found
  }

  /** Units inside the bounds, counted per square cell of `cell` mercator units. */
  cells(nowMs: number, bounds: [number, number, number, number], cell: number): { total: number; cells: Array<[number, number, number]> } {
    const [west, south, east, north] = bounds
    const [x0, x1, y0, y1] = [mercatorX(west), mercatorX(east), mercatorY(north), mercatorY(south)]
    const [ox, oy] = this.buffer.origin
    const [left, top] = [Math.floor(x0 / cell), Math.floor(y0 / cell)]
    const columns = Math.floor(x1 / cell) - left + 1
    const rows = Math.floor(y1 / cell) - top + 1
    // The cells in view are few hundred; three numbers each instead of a map of strings
    const sums = new Float64Array(columns * rows * 3)
    let total = 0
    for (let index = 0; index < this.buffer.count; index += 1) {
      if (this.buffer.subjectAt(index) === 0) continue
      const x = this.buffer.shownX(index, nowMs / 1000) + ox
      const y = this.buffer.shownY(index, nowMs / 1000) + oy
      if (x < x0 || x > x1 || y < y0 || y > y1) continue
      total += 1
      const at = ((Math.floor(y / cell) - top) * columns + Math.floor(x / cell) - left) * 3
      sums[at] += x
      sums[at + 1] += y
      sums[at + 2] += 1
    }
    const cells: Array<[number, number, number]> = []
    for (let at = 0; at < sums.length; at += 3) {
      const n = sums[at + 2]
      if (n) cells.push([(sums[at] / n) * 360 - 180, latitude(sums[at + 1] / n), n])
    }
    return { total, cells }
  }

  private join(): void {
    this.stale = false
    const { board } = this.live
    const assigned = new Map<number, number>()
    for (const row of board.table('assignments').value.values()) if (row.state === 'open') assigned.set(row.unit, row.incident)
    this.meta.clear()
    for (const row of board.table('subjects').value.values())
      this.meta.set(row.id, { limit: limitFor(row.kind, row.every, board.limits.value), unit: null, label: row.label, assigned: null })
    this.bases = []
    for (const unit of board.table('units').value.values()) {
      if (unit.subject === null || unit.subject === undefined) continue
      const incident = assigned.get(unit.id) ?? null
      const known = this.meta.get(unit.subject)
      const limit = known?.limit ?? limitFor('team', null, board.limits.value)
      this.meta.set(unit.subject, { limit, unit: unit.id, label: unit.name, assigned: incident })
      if (typeof unit.lon === 'number' && typeof unit.lat === 'number' && unit.meaning !== 'unavailable')
        this.bases.push({ subject: unit.subject, unit: unit.id, lon: unit.lon, lat: unit.lat, assigned: incident })
    }
  }
}

function widened<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from)
  return to
}

function latitude(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI
}
