/** The desk's lock: idle leads to it, alarms sound on behind it, a PIN opens it, another person's PIN changes the shift. */

export type Lock =
  | { at: 'open'; active: number }
  | { at: 'locked'; since: number; busy: boolean; error: string | null; wrong: number }

export type LockEvent =
  | { is: 'activity'; now: number }
  | { is: 'tick'; now: number }
  | { is: 'lock'; now: number }
  | { is: 'submit' }
  | { is: 'opened'; now: number }
  | { is: 'refused'; why: string }

/** Ten quiet minutes; a watch that only looks at the wall is locked but never blind. */
export const IDLE_MS = 600_000

export function open(now: number): Lock {
  return { at: 'open', active: now }
}

export function locked(now: number): Lock {
  return { at: 'locked', since: now, busy: false, error: null, wrong: 0 }
}

export function step(lock: Lock, event: LockEvent, idleMs: number = IDLE_MS): Lock {
  if (lock.at === 'open') {
    if (event.is === 'activity') return { at: 'open', active: event.now }
    if (event.is === 'lock') return locked(event.now)
    if (event.is === 'tick' && event.now - lock.active >= idleMs) return locked(event.now)
    return lock
  }
  if (event.is === 'submit') return { ...lock, busy: true, error: null }
  if (event.is === 'refused') return { ...lock, busy: false, error: event.why, wrong: lock.wrong + 1 }
  if (event.is === 'opened') return open(event.now)
  // Moving the mouse does not unlock.
  return lock
}
