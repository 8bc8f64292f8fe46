/** The join of picture and board: what moved is written, what only aged is greyed, what somebody chose is ringed. */
import { describe, expect, it } from 'vitest'

import { Board } from '@/live/board'
import { OFFLINE, Picture, SOS } from '@/live/positions'
import { Forces, visitorMayRead } from '@/map/forces'
import { FLAG, STATE, UnitsBuffer } from '@/map/unitsBuffer'

interface Row {
  subject: number
  lon?: number
  lat?: number
  kind?: number
  flags?: number
  age?: number
}
const UAV = 3
const RADIO = 5

function message(rows: Row[], { full = false, district = 440117 } = {}): ArrayBuffer {
  const data = new ArrayBuffer(8 + 24 + rows.length * 24)
  const view = new DataView(data)
  view.setUint8(0, 1)
  view.setUint8(1, full ? 1 : 0)
  view.setUint16(2, 1, true)
  view.setUint32(8, district, true)
  view.setUint32(28, rows.length, true)
  rows.forEach((row, n) => {
    const at = 32 + n * 24
    view.setUint32(at, row.subject, true)
    view.setInt32(at + 4, (row.lat ?? 23.5) * 1e7, true)
    view.setInt32(at + 8, (row.lon ?? 113.5) * 1e7, true)
    view.setUint16(at + 16, 65535, true)
    view.setUint8(at + 20, row.kind ?? RADIO)
    view.setUint8(at + 21, row.flags ?? 0)
    view.setUint16(at + 22, row.age ?? 0, true)
  })
  return data
}

function screen() {
  const picture = new Picture()
  const board = new Board()
  board.limits.value = { other: { stale_s: 30, lost_s: 120 }, radio: { stale_s: 30, lost_s: 120 }, uav: { stale_s: 5, lost_s: 30 } }
  const buffer = new UnitsBuffer([113.3, 23.2])
  const forces = new Forces({ picture, board } as never, buffer)
  return { picture, board, buffer, forces }
}

describe('forces', () => {
  it('writes again only what moved', () => {
    const { picture, buffer, forces } = screen()
    picture.apply(message([{ subject: 1 }, { subject: 2 }, { subject: 3 }]), 0)
    expect(forces.sync(0)).toBe(true)
    buffer.uploaded()
    expect(forces.sync(100)).toBe(false)
    picture.apply(message([{ subject: 2, lon: 113.6 }, { subject: 3 }]), 200)
    expect(forces.sync(200)).toBe(true)
    expect([buffer.dirtyFrom, buffer.dirtyTo]).toEqual([1, 1])
  })

  it('greys what has only aged, each kind at its own limit', () => {
    const { picture, buffer, forces } = screen()
    picture.apply(message([{ subject: 1 }, { subject: 2, kind: UAV }]), 0)
    forces.sync(0)
    expect(forces.sync(6_000)).toBe(true)
    expect([buffer.stateAt(0), buffer.stateAt(1)]).toEqual([STATE.live, STATE.stale])
    forces.sync(121_000)
    expect([buffer.stateAt(0), buffer.stateAt(1)]).toEqual([STATE.lost, STATE.lost])
    picture.apply(message([{ subject: 1, lon: 113.51 }]), 122_000)
    forces.sync(122_000)
    expect(buffer.stateAt(0)).toBe(STATE.live)
  })

  it('calls lost what said goodbye, and marks an SOS', () => {
    const { picture, buffer, forces } = screen()
    picture.apply(message([{ subject: 1, flags: OFFLINE }, { subject: 2, flags: SOS }]), 0)
    forces.sync(0)
    expect(buffer.stateAt(0)).toBe(STATE.lost)
    expect(buffer.flagsAt(1) & FLAG.sos).toBe(FLAG.sos)
    expect(forces.anySos).toBe(true)
  })

  it('rings the selected one and takes the ring off again', () => {
    const { picture, buffer, forces } = screen()
    picture.apply(message([{ subject: 1 }, { subject: 2 }]), 0)
    forces.sync(0)
    forces.selectedSubject = 2
    expect(forces.sync(10)).toBe(true)
    expect([buffer.flagsAt(0) & FLAG.selected, buffer.flagsAt(1) & FLAG.selected]).toEqual([0, FLAG.selected])
    forces.selectedSubject = 0
    forces.sync(20)
    expect(buffer.flagsAt(1)).toBe(0)
  })

  it('forgets a district that was sent whole without them, and gives the slot to the next', () => {
    const { picture, buffer, forces } = screen()
    picture.apply(message([{ subject: 1 }, { subject: 2, kind: UAV }]), 0)
    forces.sync(0)
    picture.apply(message([{ subject: 2, kind: UAV }], { full: true }), 1_000)
    forces.sync(1_000)
    expect([buffer.subjectAt(0), buffer.subjectAt(1)].filter(Boolean)).toEqual([2])
    picture.apply(message([{ subject: 9, kind: RADIO }]), 2_000)
    forces.sync(8_500)
    const slot = picture.slotOf(9)!
    expect(buffer.subjectAt(slot)).toBe(9)
    expect(buffer.stateAt(slot)).toBe(STATE.live) // a radio after 6.5 s; the drone that had the slot would be stale
  })

  it('counts a crowd by cells as a plain count does', () => {
    const { picture, forces } = screen()
    const rows = Array.from({ length: 300 }, (_, n) => ({ subject: n + 1, lon: 113 + ((n * 37) % 100) / 100, lat: 23 + ((n * 61) % 100) / 100 }))
    picture.apply(message(rows), 0)
    forces.sync(0)
    const { total, cells } = forces.cells(5_000, [113.205, 23.105, 113.705, 23.805], 0.0002)
    const inside = rows.filter((row) => row.lon > 113.205 && row.lon < 113.705 && row.lat > 23.105 && row.lat < 23.805).length
    expect(total).toBe(inside)
    expect(cells.reduce((sum, [, , n]) => sum + n, 0)).toBe(total)
  })

  it("writes no person's name while visitors look on", () => {
    const person = { unit: null, kind: 'person' }
    expect(visitorMayRead(person)).toBe(false)
    for (const kind of ['radio', 'phone', 'other']) expect(visitorMayRead({ unit: null, kind })).toBe(false)
    expect(visitorMayRead({ unit: null, kind: 'uav' })).toBe(true)
    expect(visitorMayRead({ unit: 7, kind: 'person' })).toBe(true) // the name is the team's
  })
})
