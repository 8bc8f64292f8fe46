/** Opus in and out at 48 kHz mono, 20 ms: the browser's own codec where it has one, ours in WebAssembly where not. Always a new one after an error. */
import { FRAME, RATE } from './ring'

/** Speech over a shop floor's noise stays readable; 20 ms make about 62 bytes. */
export const BITRATE = 24_000
const FRAME_US = 20_000

export interface Encoder {
  /** One frame of 960 samples; `n` is its place in the burst. */
  encode(pcm: Float32Array, n: number): void
  /** Resolves when everything was handed over. */
  flush(): Promise<void>
  close(): void
}
export interface Decoder {
  decode(data: Uint8Array, n: number): void
  /** A frame that never came. */
  conceal(n: number): void
  flush(): Promise<void>
  close(): void
}
export interface Codec {
  encoder(out: (data: Uint8Array, n: number) => void, failed: () => void): Encoder
  decoder(out: (pcm: Float32Array) => void, failed: () => void): Decoder
}

const ENCODER = {
  codec: 'opus',
  sampleRate: RATE,
  numberOfChannels: 1,
  bitrate: BITRATE,
  // DTX leaves frames out in a pause; without it sound is its own heartbeat and the listener's buffer never runs dry.
  opus: { application: 'voip', frameDuration: FRAME_US, usedtx: false },
} as AudioEncoderConfig
const DECODER: AudioDecoderConfig = { codec: 'opus', sampleRate: RATE, numberOfChannels: 1 }

export const native: Codec = {
  encoder(out, failed) {
    const encoder = new AudioEncoder({
      output: (chunk) => {
        const data = new Uint8Array(chunk.byteLength)
        chunk.copyTo(data)
        out(data, Math.round(chunk.timestamp / FRAME_US))
      },
      error: failed,
    })
    encoder.configure(ENCODER)
    return {
      encode(pcm, n) {
        const data = new AudioData({ format: 'f32', sampleRate: RATE, numberOfChannels: 1, numberOfFrames: pcm.length, timestamp: n * FRAME_US, data: pcm as Float32Array<ArrayBuffer> })
        encoder.encode(data)
        data.close()
      },
      flush: () => encoder.flush(),
      close: () => encoder.state !== 'closed' && encoder.close(),
    }
  },
  decoder(out, failed) {
    const decoder = new AudioDecoder({
      output: (data) => {
        const pcm = new Float32Array(data.numberOfFrames)
        data.copyTo(pcm, { planeIndex: 0, format: 'f32-planar' })
        data.close()
        out(pcm)
      },
      error: failed,
    })
    decoder.configure(DECODER)
    return {
      decode: (data, n) => decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: n * FRAME_US, duration: FRAME_US, data: data as Uint8Array<ArrayBuffer> })),
      conceal: () => out(new Float32Array(FRAME)),
      flush: () => decoder.flush(),
      close: () => decoder.state !== 'closed' && decoder.close(),
    }
  },
}

/** The browser's own, if it has one that takes Opus both ways. */
async function hasNative(): Promise<boolean> {
  if (typeof AudioEncoder === 'undefined' || typeof AudioDecoder === 'undefined') return false
  try {
    const [encodes, decodes] = await Promise.all([AudioEncoder.isConfigSupported(ENCODER), AudioDecoder.isConfigSupported(DECODER)])
    return encodes.supported === true && decodes.supported === true
  } catch {
    return false
  }
}

export async function findCodec(wasm: boolean): Promise<{ name: 'webcodecs' | 'wasm'; codec: Codec }> {
  if (!wasm && (await hasNative())) return { name: 'webcodecs', codec: native }
  const { load } = await import('./wasmCodec')
  return { name: 'wasm', codec: await load() }
}
