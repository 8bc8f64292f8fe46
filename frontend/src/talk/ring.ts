/** What is heard waits here until enough of it is there: a start buffer that grows with each gap in the sound and shrinks after clean bursts. */

export const RATE = 48_000
export const FRAME = 960

const STEP_MS = 20
const MOST_MS = 200
/** Clean bursts in a row before the wait is shortened again. */
const CLEAN = 3
/** More than this above the wait is old speech: leave it out rather than lag behind. */
const EXCESS_MS = 120

const samples = (ms: number): number => (RATE * ms) / 1000

/** How long speech is held back; one per device, kept from one burst to the next. */
export class Wait {
  private clean = 0

  /** `base`: 120 ms on a LAN, 160 ms on a mobile network. */
  constructor(
    readonly base: number,
    public ms: number = base,
  ) {
    this.ms = Math.min(MOST_MS, Math.max(base, ms))
  }

  gap(): void {
    this.clean = 0
    this.ms = Math.min(MOST_MS, this.ms + STEP_MS)
  }

  /** A burst is over. */
  over(gaps: number): void {
    this.clean = gaps === 0 ? this.clean + 1 : 0
    if (this.clean < CLEAN) return
    this.clean = 0
    this.ms = Math.max(this.base, this.ms - STEP_MS)
  }
}

/** One burst at one listener. */
export class Ring {
  private readonly parts: Float32Array[] = []
  /** Read so far of the first part. */
  private offset = 0
  private held = 0
  private playing = false
  private ended = false
  gaps = 0
  /** Left out because they came too late to be worth hearing. */
  skipped = 0

  constructor(private readonly wait: Wait) {}

  get fill(): number {
    return this.held
  }
  /** Everything was heard and nothing more comes. */
  get done(): boolean {
    return this.ended && this.held === 0
  }

  push(part: Float32Array): void {
    if (part.length === 0 || this.ended) return
    this.parts.push(part)
    this.held += part.length
    const wanted = samples(this.wait.ms)
    if (this.held <= wanted + samples(EXCESS_MS)) return
    this.skipped += this.held - wanted
    this.drop(this.held - wanted)
  }

  /** The speaker let go: play out the rest, whatever there is. */
  end(): void {
    if (this.ended) return
    this.ended = true
    this.wait.over(this.gaps)
  }

  /** Adds up to `into.length` samples to what is there already; answers how many. */
  mix(into: Float32Array): number {
    if (!this.playing) {
      if (this.held === 0 || (!this.ended && this.held < samples(this.wait.ms))) return 0
      this.playing = true
    }
    let done = 0
    while (done < into.length && this.parts.length > 0) {
      const part = this.parts[0]!
      const n = Math.min(into.length - done, part.length - this.offset)
      for (let i = 0; i < n; i += 1) into[done + i] += part[this.offset + i]!
      done += n
      this.offset += n
      this.held -= n
      if (this.offset === part.length) {
        this.parts.shift()
        this.offset = 0
      }
    }
    if (done < into.length && !this.ended) {
      this.playing = false
      this.gaps += 1
      this.wait.gap()
    }
    return done
  }

  private drop(count: number): void {
    let left = count
    while (left > 0 && this.parts.length > 0) {
      const rest = this.parts[0]!.length - this.offset
      const n = Math.min(left, rest)
      this.offset += n
      this.held -= n
      left -= n
      if (n === rest) {
        this.parts.shift()
        this.offset = 0
      }
    }
  }
}
