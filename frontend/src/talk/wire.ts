/** What the page, its worker and the two audio threads say to each other. */
import type { Floor, Tone } from './floor'
import type { Listener, Seat, Taken } from './link'

/** Page → worker. */
export type Order =
  | { is: 'start'; wasm: boolean; play: MessagePort }
  | { is: 'mic'; port: MessagePort | null }
  | { is: 'connect'; url: string; groups: number[]; bundle: number }
  /** Hear these, no others; of the ticket's. */
  | { is: 'hear'; groups: number[] }
  | { is: 'disconnect' }
  | { is: 'press'; group: number; act?: number }
  | { is: 'release' }
  | { is: 'who'; group: number }
  /** People beside us (actors): our loudspeaker keeps silent while they speak. */
  | { is: 'room'; actors: string[] }
  /** Wake me after so long: a worker's clock runs in a hidden window too. */
  | { is: 'wake'; ms: number }

/** Worker → page. */
export type News =
  | { is: 'ready'; codec: 'webcodecs' | 'wasm' }
  | { is: 'unsupported' }
  | { is: 'linked' }
  | { is: 'unlinked'; code: number }
  | { is: 'seat'; seat: Seat }
  | { is: 'left'; group: number; why: string }
  /** `leftMs`: until the centre takes the floor away; the two clocks began at different times. */
  | { is: 'floor'; floor: Floor; leftMs: number }
  | { is: 'taken'; taken: Taken; silent: boolean }
  | { is: 'idle'; group: number; burst: number; why: string }
  | { is: 'here'; group: number; n: number; deaf: string[] }
  | { is: 'who'; group: number; who: Listener[] }
  | { is: 'tone'; tone: Tone }
  | { is: 'awake' }

/** Worker → capture thread. */
export type Tap = { is: 'open' } | { is: 'close' } | { is: 'stop' }
/** Capture thread → worker. */
export interface Sound {
  pcm: Float32Array
  /** The key is up: no more of this burst. */
  last: boolean
}
/** Capture thread → page, ten times a second. */
export interface Level {
  /** Samples came at all since the last time. */
  flows: boolean
  rms: number
  /** How long not one bit moved: a headset's own switch, a dead cable. */
  silentMs: number
}

/** Worker → playback thread. */
export type Play = { is: 'pcm'; burst: number; pcm: Float32Array } | { is: 'end'; burst: number } | { is: 'mute'; on: boolean }
/** Page → playback thread, once: where sound comes from, the least wait and the one this device ended with. */
export interface Begin {
  port: MessagePort
  base: number
  wait: number
}
/** Playback thread → page. */
export type Heard = { is: 'heard'; burst: number } | { is: 'over'; burst: number; gaps: number; wait: number }
