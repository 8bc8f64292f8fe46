/** Does the picture move? A video element that stopped says nothing by itself. No DOM. */

/** Nothing new for so long is a lost signal: two seconds of a live picture are noticed, one is a hiccup. */
export const STILL_MS = 4_000
/** Waits before a lost picture is tried anew, so that a dead camera is not asked each second. */
export const RETRY_MS = [2_000, 5_000, 10_000, 20_000] as const

export class Watchdog {
  private at: number
  private position = -1
  private tries = 0
  /** When the last new picture was seen; null before the first. */
  seenAt: number | null = null

  constructor(now: number) {
    this.at = now
  }

  /** `position` of the element, or its count of frames: anything that grows while the picture moves. */
  look(position: number, now: number): 'moving' | 'waiting' | 'lost' {
    if (position !== this.position && position > 0) {
      this.position = position
      this.at = this.seenAt = now
      this.tries = 0
      return 'moving'
    }
    return now - this.at > (this.seenAt === null ? 3 * STILL_MS : STILL_MS) ? 'lost' : this.seenAt === null ? 'waiting' : 'moving'
  }

  /** Begun anew: how long to wait before. */
  again(now: number): number {
    const wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)]
    this.tries += 1
    this.at = now + wait
    this.position = -1
    return wait
  }
}
