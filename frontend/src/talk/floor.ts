/** The speaker's side of floor control: from key-down to the last frame. Pure: says what to send and what to do, does nothing itself. */

/** What a reader is told; `talking` and `asking` are the only ones with an open microphone. */
export type Phase = 'idle' | 'asking' | 'queued' | 'offered' | 'talking' | 'tail' | 'refused'

/** No answer in this time is a no: nobody talks into a dead line. */
export const ANSWER_MS = 1000
/** The floor came after the key was let go: this long it waits for them. The centre waits 3 s, and the first frame needs its way. */
export const OFFER_MS = 2500

export type Tone = 'granted' | 'queued' | 'denied' | 'offered' | 'warning'
export type Why = 'no_answer' | 'not_joined' | 'lost' | string

export interface Floor {
  phase: Phase
  group: number
  /** Number of this press; answers to older ones are stale. */
  rid: number
  burst: number
  /** Place in the queue, 1 is next. */
  place: number
  /** The key is down. */
  held: boolean
  /** When the phase began. */
  since: number
  /** The centre takes the floor away then. */
  until: number
  why: Why
}

export type Event =
  /** `act`: an act of authority (强插) that was allowed. */
  | { is: 'press'; group: number; act?: number; now: number }
  | { is: 'release'; now: number }
  | { is: 'grant'; group: number; burst: number; rid: number | null; maxMs: number; now: number }
  | { is: 'deny'; group: number; why: Why; now: number }
  | { is: 'queued'; group: number; place: number; now: number }
  | { is: 'revoke'; group: number; why: Why; now: number }
  /** Nothing more is left to send. */
  | { is: 'sent'; now: number }
  | { is: 'lost'; now: number }
  | { is: 'tick'; now: number }

export type Do =
  | { do: 'request'; group: number; rid: number; act?: number }
  | { do: 'give'; group: number; burst: number | null }
  | { do: 'open' } // the microphone, into the pre-roll
  | { do: 'forget' } // the pre-roll; the microphone stays closed
  | { do: 'flush'; burst: number } // the pre-roll, then live
  | { do: 'finish' } // the encoder's rest and LAST, then `sent`
  | { do: 'stop' } // at once, without a rest
  | { do: 'tone'; tone: Tone }

export const QUIET: Floor = { phase: 'idle', group: 0, rid: 0, burst: 0, place: 0, held: false, since: 0, until: 0, why: '' }

type Step = [Floor, Do[]]

const idle = (floor: Floor, now: number): Floor => ({ ...floor, phase: floor.held ? 'refused' : 'idle', burst: 0, place: 0, since: now, until: 0 })
const refuse = (floor: Floor, now: number, why: Why): Floor => ({ ...idle(floor, now), why })

export function step(floor: Floor, event: Event): Step {
  switch (event.is) {
    case 'press':
      return press(floor, event)
    case 'release':
      return release(floor, event.now)
    case 'grant':
      return grant(floor, event)
    case 'deny':
      if (event.group !== floor.group || !waits(floor)) return [floor, []]
      return [refuse(floor, event.now, event.why), [{ do: 'forget' }, { do: 'tone', tone: 'denied' }]]
    case 'queued':
      if (event.group !== floor.group || !waits(floor)) return [floor, []]
      if (floor.phase === 'queued') return [{ ...floor, place: event.place }, []]
      // Words of before the wait would be stale when their turn comes.
      return [{ ...floor, phase: 'queued', place: event.place, since: event.now }, [{ do: 'forget' }, { do: 'tone', tone: 'queued' }]]
    case 'revoke':
      if (event.group !== floor.group || floor.phase === 'idle' || floor.phase === 'refused') return [floor, []]
      return [refuse(floor, event.now, event.why), [{ do: 'stop' }, { do: 'tone', tone: 'denied' }]]
    case 'sent':
      return floor.phase === 'tail' ? [idle(floor, event.now), [{ do: 'give', group: floor.group, burst: floor.burst }]] : [floor, []]
    case 'lost':
      if (floor.phase === 'idle' || floor.phase === 'refused') return [floor, []]
      return [refuse(floor, event.now, 'lost'), [{ do: 'stop' }, { do: 'tone', tone: 'denied' }]]
    case 'tick':
      return tick(floor, event.now)
  }
}

const waits = (floor: Floor): boolean => floor.phase === 'asking' || floor.phase === 'queued'

function press(floor: Floor, { group, act, now }: Extract<Event, { is: 'press' }>): Step {
  if (floor.held) return [floor, []]
  const held = { ...floor, held: true, why: '' }
  if (floor.phase === 'offered' && group === floor.group) return [{ ...held, phase: 'talking', since: now }, [{ do: 'open' }, { do: 'flush', burst: floor.burst }]]
  if (floor.phase === 'queued' && group === floor.group) return [held, []]
  if (floor.phase !== 'idle' && floor.phase !== 'refused') return [held, []]
  const rid = floor.rid + 1
  return [{ ...QUIET, held: true, rid, group, phase: 'asking', since: now }, [{ do: 'open' }, act === undefined ? { do: 'request', group, rid } : { do: 'request', group, rid, act }]]
}

function release(floor: Floor, now: number): Step {
  const up = { ...floor, held: false }
  switch (floor.phase) {
    case 'asking':
      // A grant that comes all the same is answered with `give`.
      return [idle(up, now), [{ do: 'forget' }, { do: 'give', group: floor.group, burst: null }]]
    case 'talking':
      return [{ ...up, phase: 'tail', since: now }, [{ do: 'finish' }]]
    case 'refused':
      return [{ ...up, phase: 'idle', since: now }, []]
    default:
      return [up, []]
  }
}

function grant(floor: Floor, { group, burst, rid, maxMs, now }: Extract<Event, { is: 'grant' }>): Step {
  const mine = group === floor.group && waits(floor) && (rid === null || rid === floor.rid)
  if (!mine) {
    // Said twice of the same burst: nothing new. Anything else nobody waits for any more.
    if (burst === floor.burst && (floor.phase === 'talking' || floor.phase === 'offered' || floor.phase === 'tail')) return [floor, []]
    return [floor, [{ do: 'give', group, burst }]]
  }
  const until = now + maxMs
  if (floor.phase === 'asking') return [{ ...floor, phase: 'talking', burst, since: now, until }, [{ do: 'flush', burst }, { do: 'tone', tone: 'granted' }]]
  if (floor.held) return [{ ...floor, phase: 'talking', burst, place: 0, since: now, until }, [{ do: 'open' }, { do: 'flush', burst }, { do: 'tone', tone: 'granted' }]]
  return [{ ...floor, phase: 'offered', burst, place: 0, since: now, until }, [{ do: 'tone', tone: 'offered' }]]
}

function tick(floor: Floor, now: number): Step {
  if (floor.phase === 'asking' && now - floor.since >= ANSWER_MS)
    return [refuse(floor, now, 'no_answer'), [{ do: 'forget' }, { do: 'give', group: floor.group, burst: null }, { do: 'tone', tone: 'denied' }]]
  if (floor.phase === 'offered' && now - floor.since >= OFFER_MS) return [idle(floor, now), [{ do: 'give', group: floor.group, burst: floor.burst }]]
  // An encoder that never ends must not keep the floor.
  if (floor.phase === 'tail' && now - floor.since >= ANSWER_MS) return [idle(floor, now), [{ do: 'stop' }, { do: 'give', group: floor.group, burst: floor.burst }]]
  return [floor, []]
}
