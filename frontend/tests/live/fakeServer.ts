/** A small server in memory, with its own time: enough of docs/protocol.md to test a client's way back. */
import { ApiError } from '@/api/client'
import type { Snapshot, Ticket } from '@/api/types'
import type { LogEvent } from '@/live/reduce'
import type { World } from '@/live/socket'

type Timer = { at: number; run: () => void; id: number }

export class FakeSocket {
  readyState = 1
  binaryType = 'blob'
  sent: Array<Record<string, unknown>> = []
  onmessage: ((message: MessageEvent) => void) | null = null
  onclose: ((closed: CloseEvent) => void) | null = null

  constructor(private readonly server: FakeServer) {}

  send(data: string): void {
    const frame = JSON.parse(data) as Record<string, unknown>
    this.sent.push(frame)
    this.server.heard(this, frame)
  }

  close(): void {
    this.readyState = 3
    this.server.sockets.delete(this)
  }

  /** What the server says. */
  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent)
  }

  /** The line breaks, or the server hangs up. */
  cut(code: number, reason = ''): void {
    this.close()
    this.onclose?.({ code, reason } as CloseEvent)
  }
}

export class FakeServer {
  now = 0
  epoch = 'epoch-1'
  streams: Record<string, LogEvent[]> = { 'area:4401': [] }
  sockets = new Set<FakeSocket>()
  opened = 0
  snapshots = 0
  away = false
  signedOut = false
  /** Requests wait until released, to test what happens meanwhile. */
  holdSnapshot: Promise<void> | null = null
  autoHello = true
  private timers: Timer[] = []
  private nextId = 1
  private seed = 1
  private following = new Map<FakeSocket, string[]>()

  random = (): number => (this.seed = (this.seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff

  world(): World {
    return {
      ticket: async (): Promise<Ticket> => {
        this.answerable()
        return { ticket: 't', expires_in: 30, scopes: ['4401'] }
      },
      snapshot: async (scope): Promise<Snapshot> => {
        this.answerable()
        this.snapshots += 1
        const answer = { epoch: this.epoch, heads: this.heads(), at: '2026-11-21T22:00:00+08:00', scope, state: {}, limits: {} }
        if (this.holdSnapshot) await this.holdSnapshot
        return answer
      },
      open: () => {
        const socket = new FakeSocket(this)
        this.sockets.add(socket)
        this.opened += 1
        if (this.autoHello) queueMicrotask(() => socket.say({ t: 'hello', epoch: this.epoch, at: '2026-11-21T22:00:00+08:00', beat_s: 5 }))
        return socket as unknown as WebSocket
      },
      now: () => this.now,
      random: this.random,
      later: (run, ms) => {
        const id = this.nextId++
        this.timers.push({ at: this.now + ms, run, id })
        return id
      },
      cancel: (id) => {
        this.timers = this.timers.filter((timer) => timer.id !== id)
      },
    }
  }

  private answerable(): void {
    if (this.signedOut) throw new ApiError(401, 'not_signed_in', '')
    if (this.away) throw new ApiError(0, 'unreachable', '')
  }

  heads(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.streams).map(([stream, events]) => [stream, events.length]))
  }

  heard(socket: FakeSocket, frame: Record<string, unknown>): void {
    if (frame.t !== 'subscribe') return
    const scopes = frame.scopes as string[]
    if (frame.epoch !== this.epoch) {
      socket.say({ t: 'reset', scopes, why: 'epoch' })
      return
    }
    this.following.set(socket, [...(this.following.get(socket) ?? []), ...scopes])
    socket.say({ t: 'subscribed', scopes })
    const cursor = frame.cursor as Record<string, number>
    for (const [stream, events] of Object.entries(this.streams)) {
      if (!scopes.some((scope) => stream.startsWith(scope))) continue
      const missing = events.slice(cursor[stream] ?? 0)
      if (missing.length) socket.say({ t: 'events', s: stream, e: missing })
    }
  }

  /** Something happened in the centre. */
  commit(stream: string, kind = 'alarm.raised'): void {
    const events = (this.streams[stream] ??= [])
    const event: LogEvent = { seq: events.length + 1, kind, v: 1, at: '', actor: 'user:1', body: { id: events.length + 1, s: stream }, x: null }
    events.push(event)
    for (const [socket, scopes] of this.following)
      if (this.sockets.has(socket) && scopes.some((scope) => stream.startsWith(scope))) socket.say({ t: 'events', s: stream, e: [event] })
  }

  beat(heads: Record<string, number> = {}): void {
    for (const socket of [...this.sockets]) socket.say({ t: 'beat', at: '2026-11-21T22:00:00+08:00', heads })
  }

  get socket(): FakeSocket {
    return [...this.sockets][this.sockets.size - 1]
  }

  /** Lets time pass, running what is due and letting promises settle in between. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms
    await settle()
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.timers = this.timers.filter((timer) => timer !== due)
      this.now = Math.max(this.now, due.at)
      due.run()
      await settle()
    }
    this.now = until
  }
}

async function settle(): Promise<void> {
  for (let n = 0; n < 12; n += 1) await Promise.resolve()
}
