/** Joins picture and board into what the units layer draws: who, where, how fresh, and whether it matters now. */
import type { FreshnessLimit } from '@/api/types'
import type { Live } from '@/live/live'
import { freshness, limitFor, type Freshness } from '@/live/freshness'
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
/** So many drones are each worth a mark even in a crowd; a swarm is a crowd itself. */
const FEW_DRONES = 60
const MAX_MERCATOR_LABELS = 250

export class Forces {
  private meta = new Map<number, Meta>()
  private bases: Array<{ subject: number; unit: number; lon: number; lat: number; assigned: number | null }> = []
  private stale = true
  selectedSubject = 0

  constructor(
    private readonly live: Live,
    readonly buffer: UnitsBuffer,
  ) {}

  /** Board tables changed: labels, limits, assignments are joined anew at the next sync. */
  invalidate(): void {
    this.stale = true
  }

  /** Brings the buffer up to date; true when something must be drawn again. */
  sync(nowMs: number): boolean {
    if (this.stale) this.join()
    const { picture, board } = this.live
    const { buffer } = this
    const nowS = nowMs / 1000
    let changed = false
    let drones = 0
    for (let slot = 0; slot < picture.size; slot += 1) if (picture.kind[slot] === UAV && picture.subject[slot]) drones += 1
    const bases = this.bases.filter((base) => picture.slotOf(base.subject) === undefined)
    buffer.resize(picture.size + bases.length)
    for (let slot = 0; slot < picture.size; slot += 1) {
      const subject = picture.subject[slot]
      if (subject === 0) {
        buffer.clear(slot)
        continue
      }
      const known = this.meta.get(subject)
      const limit = known?.limit ?? limitFor(KINDS[picture.kind[slot]] ?? 'other', null, board.limits.value)
      const offline = (picture.flags[slot] & OFFLINE) !== 0
      const sos = (picture.flags[slot] & SOS) !== 0
      const state = offline ? 'lost' : freshness(picture.ageOf(slot, nowMs), limit)
      const kind = known?.unit != null && picture.kind[slot] !== UAV && picture.kind[slot] !== 2 ? TEAM : picture.kind[slot]
      const important = kind === UAV && drones <= FEW_DRONES
      const placed = {
        subject,
        lon: picture.lon[slot] / 1e7,
        lat: picture.lat[slot] / 1e7,
        heading: picture.heading[slot] === 65535 ? null : picture.heading[slot] / 100,
        kind,
        state: state as Freshness,
        flags: (sos ? FLAG.sos : 0) | (important ? FLAG.important : 0) | (known?.assigned != null ? FLAG.assigned : 0) | (subject === this.selectedSubject ? FLAG.selected : 0),
      }
      if (buffer.set(slot, placed, nowS)) changed = true
    }
    bases.forEach((base, n) => {
      const flags = (base.assigned !== null ? FLAG.assigned : 0) | (base.subject === this.selectedSubject ? FLAG.selected : 0)
      const placed = { ...base, heading: null, kind: TEAM, state: 'base' as const, flags }
      if (buffer.set(picture.size + n, placed, nowS)) changed = true
    })
    return changed
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
      const [rx, ry] = this.buffer.shownAt(index, nowMs / 1000)
      const [x, y] = [rx + ox, ry + oy]
      if (x < x0 || x > x1 || y < y0 || y > y1) continue
      found.push(this.at(index, nowMs))
      if (found.length > MAX_MERCATOR_LABELS) break
    }
    return found
  }

  /** Units inside the bounds, counted per square cell of `cell` mercator units. */
  cells(nowMs: number, bounds: [number, number, number, number], cell: number): { total: number; cells: Array<[number, number, number]> } {
    const [west, south, east, north] = bounds
    const [x0, x1, y0, y1] = [mercatorX(west), mercatorX(east), mercatorY(north), mercatorY(south)]
    const [ox, oy] = this.buffer.origin
    const sums = new Map<string, [number, number, number]>()
    let total = 0
    for (let index = 0; index < this.buffer.count; index += 1) {
      if (this.buffer.subjectAt(index) === 0) continue
      const [rx, ry] = this.buffer.shownAt(index, nowMs / 1000)
      const [x, y] = [rx + ox, ry + oy]
      if (x < x0 || x > x1 || y < y0 || y > y1) continue
      total += 1
      const key = `${Math.floor(x / cell)},${Math.floor(y / cell)}`
      const sum = sums.get(key)
      if (sum) {
        sum[0] += x
        sum[1] += y
        sum[2] += 1
      } else sums.set(key, [x, y, 1])
    }
    return { total, cells: [...sums.values()].map(([x, y, n]) => [(x / n) * 360 - 180, latitude(y / n), n]) }
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

function latitude(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI
}
