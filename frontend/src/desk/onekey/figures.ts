/** The big figures of a press: how many of how many, what is still out, which leg is in trouble. Pure. */
import type { Leg, Press } from './wire'

export interface Figures {
  of: number
  done: number
  failed: number
  percent: number
}

/** Legs that were undone or never started do not count as something to wait for. */
export function figures(legs: readonly Leg[]): Figures {
  const open = legs.filter((leg) => leg.state !== 'undone' && !(leg.state === 'failed' && leg.ref === null && leg.of === leg.failed))
  const sum = (pick: (leg: Leg) => number): number => open.reduce((total, leg) => total + pick(leg), 0)
  const of = sum((leg) => leg.of)
  const done = sum((leg) => leg.done)
  return { of, done, failed: sum((leg) => leg.failed), percent: of ? Math.floor((100 * done) / of) : 0 }
}

/** Calm while it runs; colour only where a human is wanted. */
export function tone(leg: Leg): 'bad' | 'wait' | 'good' | 'off' {
  if (leg.state === 'undone') return 'off'
  if (leg.state === 'failed' || leg.failed > 0) return 'bad'
  return leg.state === 'done' ? 'good' : 'wait'
}

/** Newest first; those still running before those that are over. */
export function inOrder(presses: Iterable<Press>): Press[] {
  const over = (press: Press): number => Number(press.state === 'done' || press.state === 'undone')
  return [...presses].sort((a, b) => over(a) - over(b) || b.id - a.id)
}
