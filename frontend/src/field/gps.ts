/** Which fixes are worth sending: one in 5 s or one in 10 m, so that battery and uplink last a night. */
import { distanceM } from './bearing'
import type { Fix } from './outbox/entry'

export const EVERY_MS = 5000
export const EVERY_M = 10
/** Faster than this only drains the battery, however fast the car is. */
const SOONEST_MS = 1000

export function worthSending(last: Fix | null, next: Fix): boolean {
  if (last === null) return true
  const passed = Date.parse(next.at) - Date.parse(last.at)
  if (passed < SOONEST_MS) return false
  return passed >= EVERY_MS || distanceM(last, next) >= EVERY_M
}

/** `coords` of the browser in the words of the wire; what the phone does not know is left out. */
export function fixOf(position: GeolocationPosition, battery?: number): Fix {
  const { latitude, longitude, accuracy, altitude, speed, heading } = position.coords
  const fix: Fix = { at: new Date(position.timestamp).toISOString(), lat: latitude, lon: longitude }
  if (Number.isFinite(accuracy)) fix.acc = Math.round(accuracy)
  if (altitude !== null && Number.isFinite(altitude)) fix.alt = Math.round(altitude)
  if (speed !== null && Number.isFinite(speed)) fix.speed = Math.round(speed * 10) / 10
  if (heading !== null && Number.isFinite(heading)) fix.heading = Math.round(heading)
  if (battery !== undefined) fix.battery = battery
  return fix
}

export type Accuracy = 'none' | 'good' | 'fair' | 'poor' | 'old'

/** Under 20 m finds a street, under 100 m a village; older than 60 s says nothing about now. */
export function accuracyOf(fix: Fix | null, nowMs: number): Accuracy {
  if (fix === null) return 'none'
  if (nowMs - Date.parse(fix.at) > 60_000) return 'old'
  const metres = fix.acc ?? 999
  return metres <= 20 ? 'good' : metres <= 100 ? 'fair' : 'poor'
}
