/** The socket to the voice process: text frames in and out, sound as it is, an acknowledgement each second. A new connection takes over before the old one goes. */

/** What the voice process says of a group to one of its listeners. */
export interface Seat {
  id: number
  name: string
  kind: 'incident' | 'area' | 'adhoc' | 'private'
  incident: number | null
  state: string
  locked: boolean
  sos: boolean
  muted: boolean
  priority: number
  speak: boolean
  max: number
}
export interface Taken {
  g: number
  burst: number
  by: string
  name: string
  prio: number
  at: number
  act: string | null
}
export interface Listener {
  actor: string
  name: string
  speak: boolean
  age_ms: number
}
/** Frames of docs/talk.md §2, server → client. */
export type Said =
  | { t: 'hello'; actor: string; name: string; frame_ms: number }
  | { t: 'joined'; group: Seat; taken: Omit<Taken, 'g'> | null; n: number }
  | { t: 'refused'; g: number; why: string }
  | { t: 'grant'; g: number; burst: number; max: number; rid: number | null; queued: boolean }
  | { t: 'deny'; g: number; rid: number | null; why: string; wait_ms?: number }
  | { t: 'queued'; g: number; rid: number | null; pos: number }
  | ({ t: 'taken' } & Taken)
  | { t: 'warn'; g: number; burst: number; left: number }
  | { t: 'revoke'; g: number; burst: number; why: string }
  | { t: 'idle'; g: number; burst: number; why: string }
  | { t: 'group'; group: Seat }
  | { t: 'left'; g: number; why: string }
  | { t: 'here'; g: number; n: number; deaf: string[] }
  | { t: 'who'; g: number; who: Listener[] }
  | { t: 'error'; code: string; detail: string }

/** Behind a proxy the ticket may name a path only, on the page's own host. */
export function absolute(url: string): string {
  return new URL(url, location.href).href.replace(/^http/, 'ws')
}

const ACK_MS = 1000
/** The centre knows us no longer, or we asked too often: waiting does not help. */
export const FINAL = new Set([4401, 4403, 4029])

export interface Hears {
  open(): void
  said(frame: Said): void
  sound(bytes: ArrayBuffer): void
  closed(code: number): void
}

export class Link {
  private current: WebSocket | null = null
  private next: WebSocket | null = null
  private received = 0
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly hears: Hears,
    private readonly make: (url: string) => WebSocket = (url) => new WebSocket(url),
  ) {}

  get up(): boolean {
    return this.current?.readyState === WebSocket.OPEN
  }

  open(url: string, groups: () => number[]): void {
    this.next?.close()
    const socket = this.make(url)
    socket.binaryType = 'arraybuffer'
    this.next = socket
    socket.onopen = () => socket.send(JSON.stringify({ t: 'join', groups: groups() }))
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.message(socket, data)
    socket.onclose = ({ code }) => this.gone(socket, code)
  }

  send(frame: Record<string, unknown>): void {
    if (this.up) this.current!.send(JSON.stringify(frame))
  }
  sound(bytes: ArrayBuffer): void {
    if (this.up) this.current!.send(bytes)
  }
  close(): void {
    const { current, next } = this
    this.current = this.next = null
    clearInterval(this.timer)
    current?.close()
    next?.close()
  }

  private message(socket: WebSocket, data: string | ArrayBuffer): void {
    if (socket === this.next) this.takeOver(socket)
    if (socket !== this.current) return
    if (typeof data === 'string') this.hears.said(JSON.parse(data) as Said)
    else {
      this.received += 1
      this.hears.sound(data)
    }
  }

  /** The new one was heard: from now on it alone counts. */
  private takeOver(socket: WebSocket): void {
    const old = this.current
    this.current = socket
    this.next = null
    this.received = 0
    clearInterval(this.timer)
    this.timer = setInterval(() => this.send({ t: 'ack', n: this.received }), ACK_MS)
    old?.close()
    this.hears.open()
  }

  private gone(socket: WebSocket, code: number): void {
    if (socket === this.next) this.next = null
    else if (socket === this.current) {
      this.current = null
      clearInterval(this.timer)
    } else return
    this.hears.closed(code)
  }
}
