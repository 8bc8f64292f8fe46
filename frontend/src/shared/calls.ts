/** Calls as every screen reads them: what light a person has, who still has to answer, whose page rings. No Vue. */

import type { components } from '@/api/schema'

/** Row of the table `calls`. */
export type Call = components['schemas']['CallRow']
export type CallState = Call['state']

/** `covered`: the deputy or superior answered for this post. `hand`: the ladder is at its end, a human must. */
export type Light = 'waiting' | 'ringing' | 'delivered' | 'answered' | 'covered' | 'failed' | 'hand' | 'taken' | 'stopped'

const LIGHT: Record<CallState, Light> = {
  waiting: 'waiting', calling: 'ringing', delivered: 'delivered', answered: 'answered', failed: 'failed', taken_over: 'taken', stopped: 'stopped',
}
export function lightOf(call: Call): Light {
  if (call.state === 'answered' || call.state === 'taken_over' || call.state === 'stopped') return LIGHT[call.state]
  if (call.covered_by !== null) return 'covered'
  return call.officer ? 'hand' : LIGHT[call.state]
}

/** Somebody still has to answer. */
export function isOpen(call: Call): boolean {
  return call.covered_by === null && call.state !== 'answered' && call.state !== 'stopped'
}

/** From the first ring to the answer, or until now. */
export function waitedS(call: Call, now: number): number {
  const end = call.answered_at === null ? now : Date.parse(call.answered_at)
  return Math.max(0, (end - Date.parse(call.started_at)) / 1000)
}

const NEED: Light[] = ['hand', 'failed', 'ringing', 'delivered', 'waiting', 'taken', 'covered', 'answered', 'stopped']
/** Who needs a hand first, then who waits longest; what is over comes last. Whoever was rung in somebody's place stands below them. */
export function byNeed(calls: Iterable<Call>): Call[] {
  const all = [...calls].sort((a, b) => NEED.indexOf(lightOf(a)) - NEED.indexOf(lightOf(b)) || Date.parse(a.started_at) - Date.parse(b.started_at) || a.id - b.id)
  const ids = new Set(all.map((call) => call.id))
  const below = (call: Call): Call[] => [call, ...all.filter((other) => other.stands_for === call.id).flatMap(below)]
  return all.filter((call) => call.stands_for === null || !ids.has(call.stands_for)).flatMap(below)
}

export interface Tally {
  /** Posts, not rings: who was rung in somebody's place counts with them. */
  posts: number
  answered: number
  open: number
  /** Seconds of the longest that still waits; null when nobody does. */
  longestS: number | null
}
export function tally(calls: Iterable<Call>, now: number): Tally {
  const found: Tally = { posts: 0, answered: 0, open: 0, longestS: null }
  for (const call of calls) {
    // Leaders rung because nobody acknowledged are not posts that were to be told.
    if (call.state === 'stopped' || call.purpose === 'escalate') continue
    if (call.stands_for === null) {
      found.posts += 1
      if (call.state === 'answered' || call.covered_by !== null) found.answered += 1
    }
    if (!isOpen(call) || call.stands_for !== null) continue
    found.open += 1
    found.longestS = Math.max(found.longestS ?? 0, waitedS(call, now))
  }
  return found
}

/** Whom this page rings for: calls of its person, the oldest first. One taken over by an officer may still be answered here. */
export function ringingFor(user: number | null | undefined, calls: Iterable<Call>): Call[] {
  if (!user) return []
  return [...calls].filter((call) => call.user === user && isOpen(call)).sort((a, b) => a.id - b.id)
}

/** Of an incident: its own, those about its alarms, and those about its orders. */
export function callsOf(incident: number, calls: Iterable<Call>, incidentOfAlarm: (alarm: number) => number | null | undefined): Call[] {
  return [...calls].filter((call) => call.incident === incident || (call.about === 'alarm' && incidentOfAlarm(call.about_id) === incident))
}
