/** A press that must last: an SOS from a pocket or a glove is held 1.5 s before it counts. */

export const HOLD_MS = 1500

export interface Hold {
  /** 0…1 while held, for the filling ring. */
  progress(nowMs: number): number
  down(nowMs: number): void
  up(): void
  /** True exactly once, when the hold is full. */
  fired(nowMs: number): boolean
}

export function hold(ms: number = HOLD_MS): Hold {
  let since: number | null = null
  let done = false
  return {
    progress: (now) => (since === null ? 0 : Math.min(1, (now - since) / ms)),
    down: (now) => {
      since = now
      done = false
    },
    up: () => {
      since = null
    },
    fired: (now) => {
      if (since === null || done || now - since < ms) return false
      done = true
      return true
    },
  }
}
