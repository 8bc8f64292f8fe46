/** Opus in WebAssembly for browsers without WebCodecs (Firefox on Android, Safari before 26): loaded only there. */
import { Application, createDecoder, createEncoder, loadLibopus } from 'libopus-wasm'

import { BITRATE, type Codec } from './codec'
import { FRAME, RATE } from './ring'

/** Frames go through in the order they came, also those that arrive while the codec is being made. */
function inOrder<T extends { free(): void }>(making: Promise<T>, failed: () => void): { run(work: (codec: T) => void): void; flush(): Promise<void>; close(): void } {
  let closed = false
  let last: Promise<void> = making.then(() => {}, failed)
  void making.then((codec) => closed && codec.free(), () => {})
  return {
    run(work) {
      last = last.then(async () => {
        if (closed) return
        try {
          work(await making)
        } catch {
          failed()
        }
      })
    },
    flush: () => last,
    close() {
      if (closed) return
      closed = true
      void making.then((codec) => codec.free(), () => {})
    },
  }
}

export async function load(): Promise<Codec> {
  await loadLibopus() // its failure (WebAssembly forbidden) is said now, not with the first word
  return {
    encoder(out, failed) {
      const encoder = inOrder(createEncoder({ channels: 1, sampleRate: RATE, frameSize: FRAME, application: Application.Voip, bitrate: BITRATE, dtx: false, complexity: 5 }), failed)
      return {
        encode: (pcm, n) => encoder.run((codec) => out(codec.encodeFloat(pcm).slice(), n)),
        flush: encoder.flush,
        close: encoder.close,
      }
    },
    decoder(out, failed) {
      const decoder = inOrder(createDecoder({ channels: 1, sampleRate: RATE }), failed)
      return {
        decode: (data, _n) => decoder.run((codec) => out(codec.decodeFloat(data).slice())),
        conceal: () => decoder.run((codec) => out(codec.decodePacketLossFloat(FRAME).slice())),
        flush: decoder.flush,
        close: decoder.close,
      }
    },
  }
}
