import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Picture, PictureError } from '@/live/positions'

const golden = JSON.parse(readFileSync('../tests/golden/picture.json', 'utf8')) as {
  cases: Array<{ name: string; message: string; tick: number; after: Array<Record<string, unknown>> }>
}

function bytes(base64: string): ArrayBuffer {
  const held = Buffer.from(base64, 'base64')
  return held.buffer.slice(held.byteOffset, held.byteOffset + held.byteLength) as ArrayBuffer
}

function all(picture: Picture, now: number): Array<Record<string, unknown>> {
  const rows: Array<Record<string, unknown>> = []
  for (let slot = 0; slot < picture.size; slot += 1) if (picture.subject[slot]) rows.push({ ...picture.at(slot, now) })
  return rows.sort((a, b) => (a.subject as number) - (b.subject as number))
}

/** One message of one frame, as the server would pack it. */
function message(rows: Array<{ subject: number; lat?: number; lon?: number }>, { district = 440117, full = false, tick = 1 } = {}): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(8 + 24 + rows.length * 24))
  view.setUint8(0, 1)
  view.setUint8(1, full ? 1 : 0)
  view.setUint16(2, 1, true)
  view.setUint32(4, tick, true)
  view.setUint32(8, district, true)
  view.setUint32(28, rows.length, true)
  rows.forEach((row, n) => {
    view.setUint32(32 + n * 24, row.subject, true)
    view.setInt32(36 + n * 24, row.lat ?? 0, true)
    view.setInt32(40 + n * 24, row.lon ?? 0, true)
  })
  return view.buffer
}

describe('the picture reads what Python packed', () => {
  const picture = new Picture()
  for (const { name, message: packed, tick, after } of golden.cases) {
    it(name, () => {
      expect(picture.apply(bytes(packed), 1000)).toBe(tick)
      const wanted = [...after].sort((a, b) => (a.subject as number) - (b.subject as number))
      expect(all(picture, 1000)).toEqual(wanted)
      expect(picture.count).toBe(wanted.length)
    })
  }
})

describe('a message that does not add up', () => {
  const good = message([{ subject: 1 }, { subject: 2 }])
  it.each([
    ['another version', (b: ArrayBuffer) => (new DataView(b).setUint8(0, 2), b)],
    ['cut short', (b: ArrayBuffer) => b.slice(0, -1)],
    ['bytes left over', (b: ArrayBuffer) => Buffer.concat([Buffer.from(b), Buffer.from([0])]).buffer.slice(0) as ArrayBuffer],
    ['more rows announced than sent', (b: ArrayBuffer) => (new DataView(b).setUint32(28, 9, true), b)],
    ['empty', () => new ArrayBuffer(0)],
  ])('%s: refused whole, nothing half done', (_name, spoil) => {
    const picture = new Picture()
    picture.apply(message([{ subject: 9 }]), 0)
    expect(() => picture.apply(spoil(good.slice(0)), 0)).toThrow(PictureError)
    expect(all(picture, 0).map((row) => row.subject)).toEqual([9])
  })
})

describe('slots', () => {
  it('keeps 22,000 subjects and finds each', () => {
    const picture = new Picture()
    const rows = Array.from({ length: 22_000 }, (_, n) => ({ subject: n + 1, lat: n, lon: -n }))
    picture.apply(message(rows, { full: true }), 0)
    expect(picture.count).toBe(22_000)
    expect(picture.get(21_000, 0)?.lat).toBeCloseTo(20_999 / 1e7, 9)
  })

  it('uses the slots of those who left again', () => {
    const picture = new Picture()
    picture.apply(message([{ subject: 1 }, { subject: 2 }], { full: true }), 0)
    picture.apply(message([], { full: true }), 0)
    picture.apply(message([{ subject: 3 }, { subject: 4 }]), 0)
    expect([picture.size, picture.count]).toEqual([2, 2])
  })

  it('a full message of one district leaves the others', () => {
    const picture = new Picture()
    picture.apply(message([{ subject: 1 }], { district: 440117 }), 0)
    picture.apply(message([{ subject: 2 }], { district: 440118 }), 0)
    picture.apply(message([], { district: 440117, full: true }), 0)
    expect(all(picture, 0).map((row) => row.subject)).toEqual([2])
  })

  it('grows old by our own clock', () => {
    const picture = new Picture()
    picture.apply(message([{ subject: 1 }]), 10_000)
    expect(picture.get(1, 75_000)?.age).toBe(65)
  })
})
