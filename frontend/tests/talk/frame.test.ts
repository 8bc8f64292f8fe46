/** The frame of speech, byte by byte: what the voice process checks and every listener reads. */
import { describe, expect, it } from 'vitest'

import { decode, encode, MOST_BYTES, type Message } from '@/talk/frame'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const three: Message = {
  burst: 0x01020304,
  last: false,
  preroll: true,
  clock: 70_000,
  packets: [
    { seq: 5, data: bytes(1, 2, 3) },
    { seq: 6, data: bytes(4) },
    { seq: 8, data: bytes(5, 6) },
  ],
}

describe('a frame', () => {
  it('has the bytes the centre reads', () => {
    expect([...new Uint8Array(encode(three))]).toEqual([0xa1, 0x32, 0, 5, 1, 2, 3, 4, 0, 1, 0x11, 0x70, 0, 0, 3, 1, 2, 3, 1, 0, 1, 4, 2, 0, 2, 5, 6])
  })
  it('comes back as it went', () => expect(decode(encode(three))).toEqual(three))
  it('marks the last one', () => expect(decode(encode({ ...three, last: true }))).toMatchObject({ last: true, preroll: true }))
  it.each([
    ['of another version', (data: Uint8Array) => data.fill(0xa2, 0, 1)],
    ['with no frame in it', (data: Uint8Array) => data.fill(0x02, 1, 2)],
    ['with five frames', (data: Uint8Array) => data.fill(0x50, 1, 2)],
    ['cut short', (data: Uint8Array) => data.subarray(0, data.length - 1)],
    ['with a length beyond its end', (data: Uint8Array) => data.fill(9, 14, 15)],
    ['cut within the header', (data: Uint8Array) => data.subarray(0, 11)],
  ])('%s is nothing', (_, spoil) => {
    const spoiled = spoil(new Uint8Array(encode(three)))
    expect(decode(spoiled.slice().buffer)).toBeNull()
  })
  it('is never made too large', () => {
    expect(() => encode({ ...three, packets: [] })).toThrow(RangeError)
    expect(() => encode({ ...three, packets: [{ seq: 0, data: new Uint8Array(MOST_BYTES + 1) }] })).toThrow(RangeError)
  })
})
