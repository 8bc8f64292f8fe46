/** Where a replay stands: an instant that runs at a speed from a moment of this screen's own clock. Pure. */

export const SPEEDS = [1, 2, 4, 8, 16, 32, 64] as const

export interface Playing {
  /** Instant of the past, ms since 1970, that was shown at `since` of the screen's clock. */
  at: number
  since: number
  speed: number
  paused: boolean
}

export function instantOf(playing: Playing, now: number): number {
  return playing.paused ? playing.at : playing.at + (now - playing.since) * playing.speed
}

/** The same instant goes on from here, with other settings. */
export function turned(playing: Playing, now: number, change: Partial<Pick<Playing, 'at' | 'speed' | 'paused'>>): Playing {
  return { ...playing, at: instantOf(playing, now), since: now, ...change }
}

/** Seconds of the past in one step of the map: at a high speed nobody sees each fix, twice a second is enough. */
export const stepOf = (speed: number): number => Math.max(1, speed * 0.75)

/** Milliseconds of the past asked for at once: twenty seconds of watching, at least a minute. */
export const chunkOf = (speed: number): number => Math.max(60_000, speed * 20_000)

/** Fetched ahead of what is shown; a slow line is noticed before the picture stands still. */
export const aheadOf = (speed: number): number => speed * 10_000
