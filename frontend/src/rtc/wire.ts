/** Conferences as the screens read them; every row is generated from the server's own. No Vue. */
import type { components } from '@/api/schema'
import type { Live } from '@/live/live'
import type { ShallowRef } from 'vue'

type Rows = components['schemas']

export type Conference = Rows['ConferenceRow']
export type Leg = Rows['ConferenceLegRow']
export type RollCall = Rows['ConferenceRollCallRow']
export type Decision = Rows['DecisionRow']
export type Whole = Rows['ConferenceWhole']
export type Entry = Rows['Admission']
export type Provider = Rows['ProviderRow']
export type Recording = Rows['RecordingRow']

export function tableOf<T>(live: Live, name: string): ShallowRef<Map<string, T>> {
  return live.board.table(name) as unknown as ShallowRef<Map<string, T>>
}

/** Whose page this is, as a leg names it. */
export interface Self {
  user: number | null
  wall: number | null
  /** Units this person belongs to: their leg rings here too. */
  unit: number | null
}

export function isMine(leg: Leg, self: Self): boolean {
  if (leg.who.wall !== undefined) return leg.who.wall === self.wall
  if (self.user !== null && leg.who.user === self.user) return true
  return self.unit !== null && leg.who.unit === self.unit && (leg.who.user === undefined || leg.state !== 'joined')
}

/** The leg this page comes in by: its own before its unit's. */
export function myLeg(conference: number, legs: Iterable<Leg>, self: Self): Leg | null {
  const mine = [...legs].filter((leg) => leg.conference === conference && isMine(leg, self))
  return mine.find((leg) => leg.who.user === self.user && self.user !== null) ?? mine[0] ?? null
}

/** Invitations that ring on this page, the oldest first. */
export function ringingFor(conferences: Map<string, Conference>, legs: Iterable<Leg>, self: Self): Leg[] {
  return [...legs]
    .filter((leg) => (leg.state === 'invited' || leg.state === 'ringing') && leg.why !== 'switched' && isMine(leg, self))
    .filter((leg) => {
      const held = conferences.get(String(leg.conference))
      return held?.state === 'open' && held.host !== `user:${self.user}`
    })
    .sort((a, b) => a.id - b.id)
}

const NEED: Leg['state'][] = ['joined', 'ringing', 'invited', 'failed', 'declined', 'left']
export function inOrder(legs: Iterable<Leg>): Leg[] {
  return [...legs].sort((a, b) => NEED.indexOf(a.state) - NEED.indexOf(b.state) || a.id - b.id)
}

export interface Count {
  of: number
  joined: number
  waiting: number
  missing: number
}
export function countLegs(legs: Iterable<Leg>): Count {
  const found: Count = { of: 0, joined: 0, waiting: 0, missing: 0 }
  for (const leg of legs) {
    found.of += 1
    if (leg.state === 'joined') found.joined += 1
    else if (leg.state === 'invited' || leg.state === 'ringing') found.waiting += 1
    else if (leg.state === 'failed' || leg.state === 'declined') found.missing += 1
  }
  return found
}

/** The incident's conference: the open one, else the last. */
export function conferenceOf(incident: number, rows: Iterable<Conference>): Conference | null {
  const all = [...rows].filter((row) => row.incident === incident).sort((a, b) => b.id - a.id)
  return all.find((row) => row.state === 'open') ?? all[0] ?? null
}

/** Pictures and sound on this very page; the others are opened beside it. */
export const IN_PAGE = new Set<Conference['provider']>(['mesh', 'janus'])
