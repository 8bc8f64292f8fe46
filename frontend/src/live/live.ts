/** What a screen holds for its whole life: board, picture, clock, and one honest word on how true they are. */
import { computed, inject, onScopeDispose, provide, readonly, shallowRef, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import { get, post } from '@/api/client'
import type { Snapshot, Ticket } from '@/api/types'
import { Board } from './board'
import { ServerClock } from './clock'
import { freshness, limitFor, type Freshness } from './freshness'
import { Picture, PictureError } from './positions'
import { Follower, type Extra, type FollowOptions, type Phase, type World } from './socket'

/** Beats come each 5 s; one late is still live, two missing is stale, three is lost and the socket is given up. */
const STALE_MS = 7_500
const LOST_MS = 12_000

export type Connection = 'connecting' | Freshness

export interface LiveOptions extends FollowOptions {
  world?: Partial<World>
}

export class Live {
  /** Shows an instant of the past: what is only known of today has no place beside it. */
  readonly past: boolean = false
  /** That instant is of this installation, not of a case from elsewhere. */
  ownPast = false
  readonly board = new Board()
  readonly picture = new Picture()
  readonly clock = new ServerClock()
  readonly phase: Readonly<ShallowRef<Phase>>
  /** Why the last connection ended; '' while all is well. */
  readonly why: Readonly<ShallowRef<string>>
  /** connecting (never had data) · live · stale · lost. */
  readonly connection: ComputedRef<Connection>
  /** Seconds since the server last spoke; null before the first word. */
  readonly ageS: ComputedRef<number | null>
  private readonly follower: Follower
  private readonly phaseRef = shallowRef<Phase>('idle')
  private readonly whyRef = shallowRef('')
  private readonly heardAt = shallowRef<number | null>(null)
  private readonly now = shallowRef(performance.now())
  private ticker = 0

  constructor(options: LiveOptions) {
    this.phase = readonly(this.phaseRef)
    this.why = readonly(this.whyRef)
    this.ageS = computed(() => (this.heardAt.value === null ? null : Math.max(0, (this.now.value - this.heardAt.value) / 1000)))
    this.connection = computed(() => {
      const age = this.ageS.value
      if (age === null) return 'connecting'
      if (age * 1000 > LOST_MS) return 'lost'
      return age * 1000 > STALE_MS || this.phaseRef.value !== 'following' ? 'stale' : 'live'
    })
    this.follower = new Follower(
      { ...browser, ...options.world },
      {
        onSnapshots: (snapshots) => {
          this.board.load(snapshots)
          this.heard(snapshots[0].at, true)
        },
        onEvents: (events) => this.board.apply(events),
        onPicture: (data) => this.onPicture(data),
        onPhase: (phase, why) => {
          this.phaseRef.value = phase
          this.whyRef.value = why
        },
        onHeard: (at) => this.heard(at),
      },
      options,
    )
  }

  start(): this {
    this.follower.start()
    this.ticker = window.setInterval(() => (this.now.value = performance.now()), 500)
    document.addEventListener('visibilitychange', this.woke)
    window.addEventListener('online', this.woke)
    window.addEventListener('pageshow', this.woke)
    return this
  }

  stop(): void {
    this.follower.stop()
    clearInterval(this.ticker)
    document.removeEventListener('visibilitychange', this.woke)
    window.removeEventListener('online', this.woke)
    window.removeEventListener('pageshow', this.woke)
  }

  /** One more scope beside the board, e.g. `incident:7`; returns the way out. */
  follow(extra: Extra): () => void {
    return this.follower.follow(extra)
  }

  rescope(options: FollowOptions): void {
    this.picture.clear()
    this.follower.rescope(options)
  }

  setPicture(picture: FollowOptions['picture']): void {
    this.follower.setPicture(picture)
  }

  reconnect(): void {
    this.follower.nudge()
  }

  /** Freshness of one subject's position now, or null when it never reported. */
  freshnessOf(subject: number | null | undefined): Freshness | null {
    const now = performance.now()
    const position = this.picture.get(subject, now)
    if (!position) return null
    if (position.offline) return 'lost'
    const row = this.board.row('subjects', subject)
    return freshness(position.age, limitFor(position.kind, row?.every, this.board.limits.value))
  }

  private woke = (): void => {
    this.now.value = performance.now()
    if (!document.hidden) this.follower.nudge()
  }

  private heard(at: string | null, fresh = false): void {
    if (at) this.clock.heard(at, fresh)
    this.now.value = this.heardAt.value = performance.now()
  }

  private onPicture(data: ArrayBuffer): number {
    try {
      return this.picture.apply(data, performance.now())
    } catch (problem) {
      if (!(problem instanceof PictureError)) throw problem
      console.error(problem) // a version we do not know: the feed must go on without the picture
      return -1
    }
  }
}

const browser: World = {
  ticket: () => post<Ticket>('/api/ticket'),
  snapshot: (scope) => get<Snapshot>(`/api/snapshot?scope=${encodeURIComponent(scope)}`, { timeoutMs: 30_000 }),
  open: (ticket) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    return new WebSocket(`${scheme}://${location.host}/ws/?ticket=${encodeURIComponent(ticket)}`)
  },
  now: () => performance.now(),
  random: () => Math.random(),
  later: (run, ms) => window.setTimeout(run, ms),
  cancel: (timer) => window.clearTimeout(timer),
}

const KEY: InjectionKey<Live> = Symbol('live')

/** Starts the live connection of a screen and hands it to everything below. */
export function provideLive(options: LiveOptions): Live {
  const live = new Live(options).start()
  provide(KEY, live)
  onScopeDispose(() => live.stop())
  return live
}

/** Hands a connection that was made elsewhere to everything below: a replay inside a live screen. */
export function giveLive(live: Live): void {
  provide(KEY, live)
}

export function useLive(): Live {
  const live = inject(KEY)
  if (!live) throw new Error('useLive outside a screen that called provideLive')
  return live
}
