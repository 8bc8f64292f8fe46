/** The moves of a span as the server sends them: [f64 ms since 1970, u32 length, u32 0, picture message padded to eight bytes]… */

export interface Tick {
  at: number
  message: ArrayBuffer
}

const HEAD = 16

export class TickError extends Error {}

export function readTicks(data: ArrayBuffer): Tick[] {
  const view = new DataView(data)
  const ticks: Tick[] = []
  let at = 0
  while (at < data.byteLength) {
    if (data.byteLength - at < HEAD) throw new TickError('tick cut short')
    const time = view.getFloat64(at, true)
    const length = view.getUint32(at + 8, true)
    if (data.byteLength - at - HEAD < length) throw new TickError('message cut short')
    ticks.push({ at: time, message: data.slice(at + HEAD, at + HEAD + length) })
    at += HEAD + Math.ceil(length / 8) * 8
  }
  return ticks
}
