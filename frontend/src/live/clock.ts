/** The server's time on this screen: its last word plus what our own monotonic clock counted since. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

export class ServerClock {
  private offset: number | null = null

  constructor(private readonly mono: () => number = () => performance.now()) {}

  /** `at` as received just now. Delay on the way makes it late, never early, so the largest offset is the best. */
  heard(at: string, fresh = false): void {
    const said = Date.parse(at)
    if (Number.isNaN(said)) return
    const offset = said - this.mono()
    // A jump back of more than 2 s is a corrected server clock, not the network.
    if (this.offset === null || fresh || offset > this.offset || this.offset - offset > 2000) this.offset = offset
  }

  /** Milliseconds since 1970 by the server's clock (by ours until it spoke). */
  now(): number {
    return this.offset === null ? Date.now() : this.mono() + this.offset
  }

  get known(): boolean {
    return this.offset !== null
  }
}

/** A number that rises once a second, for texts that depend on the time of day. */
export function useSecond(clock: ServerClock): ShallowRef<number> {
  const now = shallowRef(clock.now())
  let timer = 0
  const turn = () => {
    now.value = clock.now()
    timer = window.setTimeout(turn, 1000 - (now.value % 1000) + 5) // on the second, so that two walls tick together
  }
  turn()
  onScopeDispose(() => clearTimeout(timer))
  return now
}
