/** Keeps one screen on the feed: snapshot, ticket, socket, resume by cursor, and coming back after every kind of failure. */
import { ApiError } from '@/api/client'
import type { Snapshot, Ticket } from '@/api/types'
import { behind, covers, step, type Cursor } from './cursor'
import type { LogEvent } from './reduce'

/** Two heartbeats and a little: docs/protocol.md §2.3. */
const SILENT_MS = 12_000
const GOT_EVERY_MS = 2_000
const WATCH_EVERY_MS = 1_000
/** A screen that slept is suspected after this silence and asked to prove itself at once. */
const SUSPECT_MS = 6_000
/** Our own timer this late: the page was busy, and what the server said meanwhile is still in the queue behind us. */
const BUSY_MS = 3_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

const MALFORMED = 4400
const REVOKED = 4403

export type Phase = 'idle' | 'connecting' | 'following' | 'waiting' | 'signed_out' | 'refused'

/** What the follower needs from the world; tests give it a small server and their own time. */
export interface World {
  ticket(): Promise<Ticket>
  snapshot(scope: string): Promise<Snapshot>
  open(ticket: string): WebSocket
  now(): number
  random(): number
  later(run: () => void, ms: number): number
  cancel(timer: number): void
}

export interface Extra {
  scope: string
  cursor: Cursor
  onEvents: (events: LogEvent[], stream: string) => void
  onReset?: () => void
}

export interface Listener {
  onSnapshots(snapshots: Snapshot[]): void
  onEvents(events: LogEvent[], stream: string): void
  onPicture(data: ArrayBuffer): number
  onPhase(phase: Phase, why: string): void
  onHeard(at: string | null): void
}

export interface FollowOptions {
  scopes: string[]
  picture: { areas: string[]; every: 1 | 4 } | null
  /** Several screens on one site come back spread over this many seconds. */
  spreadMs?: number
}

export class Follower {
  phase: Phase = 'idle'
  epoch = ''
  cursor: Cursor = {}
  private socket: WebSocket | null = null
  private extras = new Set<Extra>()
  private loaded = false
  private attempts = 0
  private round = 0
  private lastHeard = 0
  private watchedAt = 0
  private processed = 0
  private told = 0
  private behindBeats = 0
  private timer = 0
  private watchTimer = 0
  private gotTimer = 0
  private renewing: Promise<void> | null = null
  private held: Array<{ stream: string; events: LogEvent[] }> = []

  constructor(
    private readonly world: World,
    private readonly listener: Listener,
    private options: FollowOptions,
  ) {}

  start(): void {
    if (this.phase !== 'idle') return
    this.watchedAt = this.world.now()
    this.watchTimer = this.world.later(this.watch, WATCH_EVERY_MS)
    void this.connect()
  }

  stop(): void {
    this.round += 1
    this.world.cancel(this.timer)
    this.world.cancel(this.watchTimer)
    this.world.cancel(this.gotTimer)
    this.drop(1000)
    this.enter('idle', 'stopped')
  }

  /** The page woke, or the network came back: do not wait for the timer. */
  nudge(): void {
    if (this.phase === 'waiting' || this.phase === 'signed_out') {
      this.attempts = 0
      this.wait(this.world.random() * 300, 'nudged')
    } else if (this.phase === 'following' && this.world.now() - this.lastHeard > SUSPECT_MS) this.lost('suspect')
  }

  /** Another person, another scope: everything held belongs to the old one. */
  rescope(options: FollowOptions): void {
    this.options = options
    this.loaded = false
    this.attempts = 0
    if (this.phase === 'idle') return
    this.drop(1000)
    this.wait(0, 'rescoped')
  }

  setPicture(picture: FollowOptions['picture']): void {
    this.options = { ...this.options, picture }
    if (this.phase === 'following') this.sendPicture()
  }

  /** Follows one more scope (an incident's timeline) beside the board; its events go to the caller only. */
  follow(extra: Extra): () => void {
    this.extras.add(extra)
    if (this.phase === 'following') this.subscribe([extra.scope], extra.cursor)
    return () => {
      this.extras.delete(extra)
      const stillWanted = [...this.extras].some((other) => other.scope === extra.scope)
      if (this.phase === 'following' && !stillWanted) this.send({ t: 'unsubscribe', scopes: [extra.scope] })
    }
  }

  // -- coming up ---------------------------------------------------------------------------------

  private async connect(): Promise<void> {
    const round = ++this.round
    this.enter('connecting', '')
    try {
      if (!this.loaded) await this.takeSnapshots(round)
      if (round !== this.round) return
      const { ticket } = await this.world.ticket()
      if (round !== this.round) return
      this.listen(this.world.open(ticket), round)
    } catch (problem) {
      if (round !== this.round) return
      const status = problem instanceof ApiError ? problem.status : 0
      if (status === 401 || status === 403) this.wait(LONGEST_WAIT_MS, 'signed_out', 'signed_out')
      else this.retry(problem instanceof ApiError ? problem.code : 'failed')
    }
  }

  private async takeSnapshots(round: number): Promise<void> {
    const snapshots = await Promise.all(this.options.scopes.map((scope) => this.world.snapshot(scope)))
    if (round !== this.round) return
    const epochs = new Set(snapshots.map((snapshot) => snapshot.epoch))
    if (epochs.size > 1) throw new ApiError(0, 'epoch_changed', '') // a restore happened between the two: again
    this.epoch = snapshots[0].epoch
    this.cursor = Object.assign({}, ...snapshots.map((snapshot) => snapshot.heads)) as Cursor
    this.loaded = true
    this.listener.onSnapshots(snapshots)
  }

  private listen(socket: WebSocket, round: number): void {
    this.socket = socket
    this.lastHeard = this.world.now()
    this.processed = this.told = this.behindBeats = 0
    socket.binaryType = 'arraybuffer'
    const mine = () => round === this.round && socket === this.socket
    socket.onmessage = (message: MessageEvent) => {
      if (!mine()) return
      this.lastHeard = this.world.now()
      if (typeof message.data === 'string') this.onText(message.data)
      else this.onBinary(message.data as ArrayBuffer)
    }
    socket.onclose = (closed: CloseEvent) => {
      if (mine()) this.closed(closed.code, closed.reason)
    }
  }

  private subscribeAll(): void {
    this.subscribe(this.options.scopes, this.cursor)
    for (const extra of this.extras) this.subscribe([extra.scope], extra.cursor)
    this.sendPicture()
  }

  private subscribe(scopes: string[], cursor: Cursor): void {
    this.send({ t: 'subscribe', scopes, epoch: this.epoch, cursor })
  }

  private sendPicture(): void {
    const { areas, every } = this.options.picture ?? { areas: [], every: 1 }
    this.send({ t: 'picture', areas, every })
  }

  // -- what the server says ----------------------------------------------------------------------

  private onText(data: string): void {
    let frame: Record<string, unknown>
    try {
      frame = JSON.parse(data) as Record<string, unknown>
    } catch {
      this.lost('not_json')
      return
    }
    if (frame.t === 'hello') {
      this.listener.onHeard(frame.at as string)
      if (frame.epoch !== this.epoch) void this.renew()
      else this.following()
    } else if (frame.t === 'events') this.onEvents(frame.s as string, frame.e as LogEvent[])
    else if (frame.t === 'beat') this.onBeat(frame)
    else if (frame.t === 'reset') this.onReset(frame.scopes as string[])
    else if (frame.t === 'error' && frame.code === 'forbidden_scope') this.listener.onPhase(this.phase, 'forbidden_scope')
    this.processed += 1
  }

  private following(): void {
    this.enter('following', '')
    this.subscribeAll()
    this.world.cancel(this.gotTimer)
    this.gotTimer = this.world.later(this.tellGot, GOT_EVERY_MS)
  }

  private onEvents(stream: string, events: LogEvent[]): void {
    this.listener.onHeard(null)
    if (this.renewing && this.options.scopes.some((scope) => covers(scope, stream))) {
      this.held.push({ stream, events }) // a snapshot is on its way; what it holds already is skipped by seq
      return
    }
    for (const extra of this.extras) {
      if (!covers(extra.scope, stream)) continue
      const fresh = this.advance(extra.cursor, stream, events)
      if (fresh === null) return this.lost('gap')
      if (fresh.length) extra.onEvents(fresh, stream)
    }
    if (!this.options.scopes.some((scope) => covers(scope, stream))) return
    const fresh = this.advance(this.cursor, stream, events)
    if (fresh === null) return this.lost('gap')
    if (fresh.length) this.listener.onEvents(fresh, stream)
    this.attempts = 0
  }

  /** The events not seen yet, with the cursor moved; null when one is missing in between. */
  private advance(cursor: Cursor, stream: string, events: LogEvent[]): LogEvent[] | null {
    const fresh: LogEvent[] = []
    for (const event of events) {
      const kind = step(cursor, stream, event.seq)
      if (kind === 'gap') return null
      if (kind === 'seen') continue
      cursor[stream] = event.seq
      fresh.push(event)
    }
    return fresh
  }

  private onBeat(frame: Record<string, unknown>): void {
    this.listener.onHeard(frame.at as string)
    this.attempts = 0
    const own = Object.fromEntries(
      Object.entries((frame.heads ?? {}) as Cursor).filter(([stream]) => this.options.scopes.some((scope) => covers(scope, stream))),
    )
    // A frame may overtake the beat's own knowledge by one; twice in a row is a loss.
    this.behindBeats = behind(this.cursor, own).length ? this.behindBeats + 1 : 0
    if (this.behindBeats >= 2) this.lost('behind')
  }

  private onReset(scopes: string[]): void {
    for (const extra of this.extras) {
      if (!scopes.includes(extra.scope)) continue
      extra.cursor = {}
      extra.onReset?.()
    }
    if (scopes.some((scope) => this.options.scopes.includes(scope))) void this.renew()
  }

  /** New snapshot on the open socket, then subscribe from its heads. */
  private renew(): Promise<void> {
    if (this.renewing) return this.renewing
    const round = this.round
    this.loaded = false
    this.held = []
    this.renewing = (async () => {
      try {
        await this.takeSnapshots(round)
        if (round !== this.round) return
        const held = this.held
        this.renewing = null
        this.following()
        for (const { stream, events } of held) this.onEvents(stream, events)
      } catch {
        if (round === this.round) this.lost('no_snapshot')
      } finally {
        this.renewing = null
      }
    })()
    return this.renewing
  }

  private onBinary(data: ArrayBuffer): void {
    const tick = this.listener.onPicture(data)
    this.listener.onHeard(null)
    if (tick >= 0) this.send({ t: 'tick', n: tick })
  }

  // -- staying up --------------------------------------------------------------------------------

  private tellGot = (): void => {
    if (this.processed !== this.told) {
      this.told = this.processed
      this.send({ t: 'got', n: this.processed })
    }
    this.gotTimer = this.world.later(this.tellGot, GOT_EVERY_MS)
  }

  private watch = (): void => {
    const now = this.world.now()
    const busy = now - this.watchedAt > BUSY_MS
    this.watchedAt = now
    this.watchTimer = this.world.later(this.watch, WATCH_EVERY_MS)
    if (!busy && this.socket && now - this.lastHeard > SILENT_MS) this.lost('silent')
  }

  private send(frame: unknown): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(frame))
  }

  // -- coming back -------------------------------------------------------------------------------

  private closed(code: number, reason: string): void {
    if (code === MALFORMED) {
      this.drop(1000)
      this.enter('refused', 'malformed') // our own fault: coming back would only repeat it
    } else if (code === REVOKED) {
      this.loaded = false // rights changed: what we hold may not be ours any more
      this.drop(1000)
      this.wait(LONGEST_WAIT_MS, 'revoked', 'signed_out')
    } else this.lost(reason || String(code))
  }

  private lost(why: string): void {
    this.drop(4000)
    if (why === 'gap' || why === 'behind') this.loaded = why === 'behind' // a hole in what was received: start from a snapshot
    this.retry(why)
  }

  private drop(code: number): void {
    const socket = this.socket
    this.socket = null
    this.renewing = null
    this.world.cancel(this.gotTimer)
    if (!socket) return
    socket.onmessage = socket.onclose = null
    try {
      socket.close(code)
    } catch {
      // already gone
    }
  }

  /** Full jitter: anywhere between now and the bound, so that a thousand screens do not return together. */
  private retry(why: string): void {
    const first = this.options.spreadMs ?? FIRST_WAIT_MS
    const bound = Math.min(LONGEST_WAIT_MS, first * 2 ** this.attempts)
    this.attempts += 1
    this.wait(this.world.random() * bound, why)
  }

  private wait(ms: number, why: string, phase: Phase = 'waiting'): void {
    this.round += 1
    this.world.cancel(this.timer)
    this.enter(phase, why)
    this.timer = this.world.later(() => void this.connect(), ms)
  }

  private enter(phase: Phase, why: string): void {
    this.phase = phase
    this.listener.onPhase(phase, why)
  }
}
