/** One binary message of speech, the same bytes up and down: a header of 12, then one to four Opus packets of 20 ms. */

export const AUDIO = 0xa1
const HEADER = 12
/** The centre drops what is longer: no speech at 24 kb/s comes near it. */
export const MOST_FRAMES = 4
export const MOST_BYTES = 400
const LAST = 1
const PREROLL = 2

export interface Packet {
  /** Capture time since the burst began, in 20 ms. */
  seq: number
  data: Uint8Array
}
export interface Message {
  burst: number
  last: boolean
  /** Spoken before the floor was given. */
  preroll: boolean
  /** The sender's clock in ms, for statistics; nobody trusts it. */
  clock: number
  packets: Packet[]
}

export function encode(message: Message): ArrayBuffer {
  const { packets } = message
  if (packets.length < 1 || packets.length > MOST_FRAMES) throw new RangeError(`${packets.length} frames`)
  const size = packets.reduce((sum, packet) => sum + 3 + packet.data.byteLength, HEADER)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  let before = packets[0]!.seq
  view.setUint8(0, AUDIO)
  view.setUint8(1, (packets.length << 4) | (message.last ? LAST : 0) | (message.preroll ? PREROLL : 0))
  view.setUint16(2, before & 0xffff)
  view.setUint32(4, message.burst)
  view.setUint32(8, message.clock >>> 0)
  let at = HEADER
  for (const { seq, data } of packets) {
    if (data.byteLength > MOST_BYTES) throw new RangeError(`${data.byteLength} bytes`)
    view.setUint8(at, seq - before)
    before = seq
    view.setUint16(at + 1, data.byteLength)
    bytes.set(data, at + 3)
    at += 3 + data.byteLength
  }
  return bytes.buffer
}

/** Null for whatever is not ours: another version, cut short, too long. */
export function decode(buffer: ArrayBuffer): Message | null {
  if (buffer.byteLength < HEADER) return null
  const view = new DataView(buffer)
  if (view.getUint8(0) !== AUDIO) return null
  const flags = view.getUint8(1)
  const frames = flags >> 4
  if (frames < 1 || frames > MOST_FRAMES) return null
  let seq = view.getUint16(2)
  const packets: Packet[] = []
  let at = HEADER
  for (let n = 0; n < frames; n += 1) {
    if (at + 3 > buffer.byteLength) return null
    seq += view.getUint8(at)
    const length = view.getUint16(at + 1)
    if (length < 1 || length > MOST_BYTES || at + 3 + length > buffer.byteLength) return null
    packets.push({ seq, data: new Uint8Array(buffer, at + 3, length) })
    at += 3 + length
  }
  if (at !== buffer.byteLength) return null
  return { burst: view.getUint32(4), last: (flags & LAST) !== 0, preroll: (flags & PREROLL) !== 0, clock: view.getUint32(8), packets }
}
