/** Plays a record: jumps, fetches ahead, lets board and map follow the instant. No components in here. */
import { ref, shallowRef } from 'vue'
import { ReplayLive } from './replayLive'
import { aheadOf, chunkOf, instantOf, stepOf, turned, type Playing } from './playing'
import type { Moment, Record, Spoken } from './record'
import type { Tick } from './ticks'

const TURN_MS = 100
/** Lines the list beside the map keeps. */
const KEPT = 200
/** What was told shortly before the instant one jumps to, so that the list is not empty. */
const BEFORE_MS = 10 * 60_000
const AGAIN_MS = 2_000

export class Player {
  readonly live = new ReplayLive()
  readonly at = ref(0)
  readonly speed = ref(1)
  readonly paused = ref(true)
  /** A jump is under way, or the line is slower than the replay. */
  readonly waiting = ref(false)
  readonly problem = shallowRef<Error | null>(null)
  readonly complete = ref(true)
  /** What was told up to the instant, newest last. */
  readonly told = shallowRef<Moment[]>([])
  /** Bursts that began within what was fetched. */
  readonly bursts = shallowRef<Spoken[]>([])
  /** Called when a burst is reached while playing. */
  onBurst: (burst: Spoken) => void = () => {}
  private playing: Playing = { at: 0, since: 0, speed: 1, paused: true }
  private ticks: Tick[] = []
  private coming: Moment[] = []
  private fetchedTo = 0
  private fetching = false
  private jumping = false
  private loaded = false
  private retryAt = 0
  private heardTo = 0
  private jump = new AbortController()
  private timer = 0

  constructor(
    private record: Record,
    /** Not beyond: the end of the case, or of what there was when the page was opened. */
    public end: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  start(): void {
    this.timer = window.setInterval(() => this.turn(), TURN_MS)
  }

  stop(): void {
    clearInterval(this.timer)
    this.jump.abort()
  }

  /** Another record, or the same one seen otherwise; the instant stays. */
  use(record: Record, end: number): Promise<void> {
    this.record = record
    this.live.ownPast = record.caseId === null
    this.end = end
    return this.seek(this.at.value)
  }

  play(): void {
    if (this.at.value >= this.end) return
    this.change({ paused: false })
  }

  pause(): void {
    this.change({ paused: true })
  }

  setSpeed(speed: number): void {
    if (speed === this.speed.value) return
    this.change({ speed })
    if (this.loaded) this.forget() // steps of another width
  }

  private change(change: Partial<Pick<Playing, 'speed' | 'paused'>>): void {
    this.playing = turned(this.playing, this.now(), change)
    this.speed.value = this.playing.speed
    this.paused.value = this.playing.paused
  }

  private forget(): void {
    this.jump.abort()
    this.jump = new AbortController()
    this.ticks = []
    this.coming = []
    this.fetchedTo = this.at.value
    this.fetching = false
  }

  async seek(to: number): Promise<void> {
    const at = Math.min(to, this.end)
    this.jump.abort()
    const jump = (this.jump = new AbortController())
    this.jumping = this.waiting.value = true
    this.at.value = at
    try {
      const [board, positions, before] = await Promise.all([
        this.record.board(at),
        this.record.positions(at, jump.signal),
        this.record.events(at - BEFORE_MS, at),
      ])
      if (jump.signal.aborted) return
      this.problem.value = null
      this.heardTo = at
      this.live.show(at, board, positions, this.now())
      this.complete.value = board.complete
      this.told.value = before.events.slice(-KEPT)
      this.bursts.value = before.bursts
      this.playing = { ...this.playing, at, since: this.now() }
      this.ticks = []
      this.coming = []
      this.fetchedTo = at
      this.fetching = this.jumping = this.waiting.value = false
      this.loaded = true
    } catch (problem) {
      if (jump.signal.aborted) return
      this.problem.value = problem instanceof Error ? problem : new Error(String(problem))
      this.jumping = this.waiting.value = false
      this.playing = { ...this.playing, at, since: this.now(), paused: true }
      this.paused.value = true
    }
  }

  /** Ten times a second. */
  turn(): void {
    if (!this.loaded || this.jumping) return
    const now = this.now()
    let at = Math.min(instantOf(this.playing, now), this.end)
    if (!this.paused.value && at > this.fetchedTo) {
      at = Math.max(this.at.value, this.fetchedTo) // the picture waits for its data, it does not run ahead of them, not even to the end
      this.playing = { ...this.playing, at, since: now }
      this.waiting.value = true
    } else {
      this.waiting.value = false
      if (!this.paused.value && at >= this.end) {
        this.playing = { ...this.playing, at, since: now, paused: true }
        this.paused.value = true
      }
    }
    this.at.value = at
    this.live.turn(at, now)
    this.apply(at)
    if (!this.paused.value && this.fetchedTo - at < aheadOf(this.speed.value) && this.fetchedTo < this.end) void this.fetch()
  }

  private apply(at: number): void {
    while (this.ticks.length && this.ticks[0]!.at <= at) {
      const tick = this.ticks.shift()!
      this.live.move(tick.message, tick.at)
    }
    this.sound(at)
    let n = 0
    while (n < this.coming.length && Date.parse(this.coming[n]!.time) <= at) n += 1
    if (!n) return
    const told = this.coming.splice(0, n)
    this.live.tell(told)
    this.told.value = [...this.told.value, ...told].slice(-KEPT)
  }

  /** Bursts are heard when the instant passes their beginning, not when it jumps past it. */
  private sound(at: number): void {
    const from = this.heardTo
    this.heardTo = at
    if (this.paused.value || at <= from) return
    for (const burst of this.bursts.value) {
      const began = Date.parse(burst.started_at)
      if (began > from && began <= at) this.onBurst(burst)
    }
  }

  private async fetch(): Promise<void> {
    if (this.fetching || this.now() < this.retryAt) return
    this.fetching = true
    const { jump } = this
    const from = this.fetchedTo
    const to = Math.min(this.end, from + chunkOf(this.speed.value))
    try {
      const events = await this.record.events(from, to)
      const until = Math.max(from + 1, Date.parse(events.until))
      const ticks = await this.record.moves(from, until, stepOf(this.speed.value), jump.signal)
      if (jump.signal.aborted || jump !== this.jump) return
      this.ticks.push(...ticks)
      this.coming.push(...events.events)
      if (events.bursts.length) {
        this.bursts.value = [...this.bursts.value, ...events.bursts].slice(-KEPT)
      }
      this.fetchedTo = until
      this.problem.value = null
    } catch (problem) {
      if (jump.signal.aborted) return
      this.problem.value = problem instanceof Error ? problem : new Error(String(problem))
      this.retryAt = this.now() + AGAIN_MS
    } finally {
      if (jump === this.jump) this.fetching = false
    }
  }
}
