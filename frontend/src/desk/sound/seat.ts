/** What this desk says of its own sound: on, or why it cannot be heard. */

export type Sound = 'on' | 'muted' | 'blocked' | 'unheard' | 'untested'

export interface Ear {
  /** No window of the desk may play. */
  blocked: boolean
  muted: boolean
  /** The centre asks for a test by ear: a new shift, a new person, twelve hours. */
  testDue: boolean
  /** How long it has been asking. */
  askedForMs: number
  /** The person pressed 听不到. */
  unheard: boolean
}

/** Time to put the headset on; after that a desk nobody tested counts as silent. */
export const TEST_GRACE_MS = 120_000

export function soundOf(ear: Ear): Sound {
  if (ear.blocked) return 'blocked'
  if (ear.muted) return 'muted'
  if (ear.unheard) return 'unheard'
  return ear.testDue && ear.askedForMs > TEST_GRACE_MS ? 'untested' : 'on'
}

/** One seat = one browser; its key outlives reloads and restarts. */
const STORE = 'ecc.seat'
export function seatKey(make: () => string): string {
  const kept = localStorage.getItem(STORE)
  if (kept && /^[0-9a-f-]{36}$/.test(kept)) return kept
  const made = make()
  localStorage.setItem(STORE, made)
  return made
}

export type Output = 'hall' | 'headset'
const FULL = 0.35
/** Still heard across a room, quiet enough to talk over. */
const DUCKED = 0.08

/** A loudspeaker in the hall steps back while people confer; what one person hears in the ear never does. */
export function loudness(output: Output, conferring: boolean, duck: boolean): number {
  return output === 'hall' && conferring && duck ? DUCKED : FULL
}
