/** What a person sees of push-to-talk, and what they may do; plain data, so that every window of a desk can show it. */
import type { MicProblem, Unfit } from './engine'
import type { Phase } from './floor'
import type { Listener, Seat, Taken } from './link'

export type Listening = 'unfit' | 'off' | 'blocked' | 'connecting' | 'lost' | 'on'
export type Mic = 'off' | 'arming' | 'armed' | MicProblem

export interface Hearing extends Taken {
  /** Somebody of the same room: heard through the air. */
  silent: boolean
}

export interface TalkView {
  /** Switched on by this computer's person. */
  on: boolean
  listening: Listening
  unfit: Unfit | null
  codec: 'webcodecs' | 'wasm' | null
  /** Groups joined now. */
  seats: Seat[]
  /** The one to speak in. */
  talkIn: number | null
  speakers: Hearing[]
  phase: Phase
  /** The group of this phase. */
  group: number
  place: number
  why: string
  /** This page's clock: the centre takes the floor away then. */
  until: number
  mic: Mic
  level: number
  /** Two seconds without one bit moving. */
  dead: boolean
  here: Record<number, { n: number; deaf: string[] }>
  who: { group: number; who: Listener[] } | null
  /** Press to talk, press to end. */
  toggle: boolean
  autoGain: boolean
  /** Actors of the same room. */
  room: string[]
}

export type TalkWord =
  | { is: 'press'; group?: number; act?: number }
  | { is: 'release' }
  | { is: 'talkIn'; group: number | null }
  | { is: 'on'; on: boolean }
  | { is: 'who'; group: number }
  | { is: 'toggle'; on: boolean }
  | { is: 'autoGain'; on: boolean }
  | { is: 'room'; actors: string[] }
  | { is: 'arm' }
  | { is: 'listenIn'; group: number; on: boolean }

export const NOTHING: TalkView = {
  on: true, listening: 'off', unfit: null, codec: null, seats: [], talkIn: null, speakers: [], phase: 'idle', group: 0, place: 0, why: '', until: 0, mic: 'off', level: 0, dead: false,
  here: {}, who: null, toggle: false, autoGain: true, room: [],
}

/** The one word that stands on the bar; what is worse comes first. */
export type State = Exclude<Listening, 'on'> | 'arming' | 'idle' | 'asking' | 'queued' | 'offered' | 'talking' | 'refused' | 'hearing'

export function stateOf(view: TalkView): State {
  if (view.listening !== 'on') return view.listening
  if (view.mic === 'arming') return 'arming'
  if (view.phase === 'tail') return 'talking'
  if (view.phase !== 'idle') return view.phase
  return view.speakers.length > 0 ? 'hearing' : 'idle'
}

/** Why the talk button would do nothing; null when it would. */
export function cannot(view: TalkView): string | null {
  if (view.listening !== 'on') return view.listening === 'unfit' ? `unfit.${view.unfit ?? 'old'}` : `listening.${view.listening}`
  const seat = view.seats.find((one) => one.id === view.talkIn)
  if (!seat) return 'noGroup'
  if (!seat.speak) return 'listenOnly'
  if (seat.muted) return 'why.muted'
  if (seat.locked && view.phase === 'idle') return 'why.locked'
  return null
}

/** 0…1 as a meter shows it: speech moves between −50 and −10 dB. */
export function meter(rms: number): number {
  if (rms <= 0) return 0
  return Math.min(1, Math.max(0, (20 * Math.log10(rms) + 50) / 40))
}
