import { describe, expect, it } from 'vitest'

import { instantOf, stepOf, turned, type Playing } from '@/replay/playing'
import { Player } from '@/replay/player'
import type { Moment, Record, ReplayBoard } from '@/replay/record'
import { readTicks, TickError } from '@/replay/ticks'

/** One full or partial picture message with one row, as docs/protocol.md §3 has it. */
function message(subject: number, lat: number, age: number, full: boolean): ArrayBuffer {
  const data = new ArrayBuffer(8 + 24 + 24)
  const view = new DataView(data)
  view.setUint8(0, 1)
  view.setUint8(1, full ? 1 : 0)
  view.setUint16(2, 1, true)
  view.setUint32(8, 440117, true)
  view.setUint32(28, 1, true)
  view.setUint32(32, subject, true)
  view.setInt32(36, lat * 1e7, true)
  view.setUint16(54, age, true)
  return data
}

function packed(at: number, text: ArrayBuffer): ArrayBuffer {
  const data = new Uint8Array(16 + Math.ceil(text.byteLength / 8) * 8)
  const view = new DataView(data.buffer)
  view.setFloat64(0, at, true)
  view.setUint32(8, text.byteLength, true)
  data.set(new Uint8Array(text), 16)
  return data.buffer
}

describe('the instant', () => {
  it('runs at its speed, stands while paused, and goes on from where it stood', () => {
    const playing: Playing = { at: 1000, since: 0, speed: 4, paused: false }
    expect(instantOf(playing, 500)).toBe(3000)
    const held = turned(playing, 500, { paused: true })
    expect(instantOf(held, 9000)).toBe(3000)
    expect(instantOf(turned(held, 9000, { paused: false, speed: 64 }), 9010)).toBe(3640)
  })
  it('takes wider steps of the map when it runs faster', () => {
    expect([stepOf(1), stepOf(64)]).toEqual([1, 48])
  })
})

describe('ticks', () => {
  it('are read in order, and refused when cut short', () => {
    const text = message(7, 23, 0, false)
    const data = packed(5000, text)
    expect(readTicks(data).map((tick) => [tick.at, tick.message.byteLength])).toEqual([[5000, 56]])
    expect(() => readTicks(data.slice(0, 40))).toThrow(TickError)
    expect(readTicks(new ArrayBuffer(0))).toEqual([])
  })
})

/** A record of one unit that moves each second and one alarm at second five. */
function record(slow: { wait: Promise<void> | null } = { wait: null }): Record {
  const board = { scope: 'replay', epoch: '', heads: {}, at: '', state: {}, limits: {}, city: '4401', complete: true } as unknown as ReplayBoard
  const alarm = { stream: 'area:4401', seq: 1, kind: 'alarm.raised', at: new Date(5000).toISOString(), time: new Date(5000).toISOString(), name: '', text: null, body: { id: 9, area: '4401' } } as unknown as Moment
  return {
    board: () => Promise.resolve(board),
    positions: () => Promise.resolve(message(7, 23, 10, true)),
    events: async (from: number, to: number) => {
      await slow.wait
      return { since: '', until: new Date(to).toISOString(), events: from < 5000 && to >= 5000 ? [alarm] : [], bursts: [] }
    },
    moves: (from: number) => Promise.resolve([{ at: from + 2000, message: message(7, 24, 0, false) }]),
  } as unknown as Record
}
const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('the player', () => {
  it('lets map and board follow the instant, and grows nothing older while it stands', async () => {
    let now = 0
    const player = new Player(record(), 60_000, () => now)
    await player.seek(1000)
    expect(player.live.picture.get(7, now)?.age).toBe(10)
    now = 50_000
    player.turn()
    expect(player.live.picture.get(7, now)?.age).toBeCloseTo(10)
    player.play()
    player.turn()
    await settled()
    now = 53_000
    player.turn()
    expect(player.at.value).toBe(4000)
    expect(player.live.picture.get(7, now)?.lat).toBe(24)
    expect(player.live.picture.get(7, now)?.age).toBeCloseTo(1)
    expect(player.live.board.row('alarms', 9)).toBeUndefined()
    now = 54_500
    player.turn()
    expect(player.live.board.row('alarms', 9)).toBeDefined()
    expect(player.live.clock.now()).toBe(5500)
  })
  it('waits for its data instead of running ahead of them, and stops at the end', async () => {
    let now = 0
    let open = (): void => {}
    const slow = { wait: null as Promise<void> | null }
    const player = new Player(record(slow), 3000, () => now)
    await player.seek(1000)
    slow.wait = new Promise((resolve) => (open = resolve))
    player.play()
    player.turn()
    now = 1500
    player.turn()
    expect([player.at.value, player.waiting.value]).toEqual([1000, true])
    open()
    await settled()
    now = 3600
    player.turn()
    expect([player.at.value > 1000, player.waiting.value]).toEqual([true, false])
    now = 9000
    player.turn()
    expect([player.at.value, player.paused.value]).toEqual([3000, true])
  })

  it('reaches the end of a span shorter than one turn with what happened in it', async () => {
    let now = 0
    const player = new Player(record(), 5400, () => now)
    await player.seek(4900)
    player.setSpeed(64)
    player.play()
    now = 100 // six seconds of the record: already beyond the end
    player.turn()
    expect([player.paused.value, player.waiting.value]).toEqual([false, true])
    await settled()
    now = 200
    player.turn()
    expect([player.at.value, player.paused.value]).toEqual([5400, true])
    expect(player.told.value.map((moment) => moment.kind)).toEqual(['alarm.raised'])
  })
})
