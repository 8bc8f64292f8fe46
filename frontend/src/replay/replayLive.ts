/** Board and picture of a past instant behind the same face as the live connection, so that the map and its parts need not know. */
import { computed } from 'vue'
import { ServerClock } from '@/live/clock'
import { Live, type Connection } from '@/live/live'
import type { LogEvent } from '@/live/reduce'
import type { Moment, ReplayBoard } from './record'

export class ReplayLive extends Live {
  override readonly past = true
  override ownPast = true
  /** The instant that is shown, ms since 1970. */
  instant = 0
  override readonly clock: ServerClock = new ReplayClock(() => this.instant)
  override readonly connection = computed<Connection>(() => 'live')
  private real = 0

  constructor() {
    super({ scopes: [], picture: null })
  }

  /** There is no socket: a replay asks for what it needs. */
  override start(): this {
    return this
  }

  override stop(): void {}

  /** A jump: everything held belongs to another instant. */
  show(at: number, board: ReplayBoard, positions: ArrayBuffer, now: number): void {
    this.instant = at
    this.real = now
    this.picture.clear()
    this.board.load([board])
    this.picture.apply(positions, now)
  }

  /** The shown instant is `at` now. Ages count in the replay's time: a picture that is paused does not grow old, a fast one quickly does. */
  turn(at: number, now: number): void {
    const slip = now - this.real - (at - this.instant)
    this.instant = at
    this.real = now
    if (Math.abs(slip) < 1) return
    const { fixedAt, size } = this.picture
    for (let slot = 0; slot < size; slot += 1) fixedAt[slot] += slip
  }

  /** Moves of the tick at `at`, which is not after the shown instant. */
  move(message: ArrayBuffer, at: number): void {
    this.picture.apply(message, this.real - (this.instant - at))
  }

  tell(moments: Moment[]): void {
    this.board.apply(moments as unknown as LogEvent[])
  }
}

class ReplayClock extends ServerClock {
  constructor(private readonly instant: () => number) {
    super()
  }

  override now(): number {
    return this.instant()
  }

  override get known(): boolean {
    return true
  }
}
