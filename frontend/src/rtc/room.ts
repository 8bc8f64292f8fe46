/** The signalling's socket of one leg: presence for every provider on our pages, and the words of the mesh. */
import type { Entry } from './wire'

export interface Card {
  peer: number
  name: string
  listen_only: boolean
}
export type Said =
  | ({ t: 'here' | 'joined' } & Card)
  | { t: 'lost' | 'gone'; peer: number }
  | { t: 'sdp'; from: number; type: RTCSdpType; sdp: string }
  | { t: 'ice'; from: number; candidate: string; mid: string | null; line: number | null }
  | { t: 'again'; from: number }
  | { t: 'welcome'; peer: number; room: string }
  | { t: 'error'; code: string; to?: number }

export interface Hears {
  said(frame: Said): void
  /** The socket ended; `code` of docs/codes.md. */
  closed(code: number): void
}

export class Room {
  private readonly socket: WebSocket
  private left = false

  constructor(entry: Entry, hears: Hears) {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    this.socket = new WebSocket(`${scheme}://${location.host}${entry.socket}?ticket=${encodeURIComponent(entry.ticket)}`)
    this.socket.onmessage = (event) => {
      let frame: Said
      try {
        frame = JSON.parse(String(event.data)) as Said
      } catch {
        return // not ours
      }
      hears.said(frame)
    }
    this.socket.onclose = (event) => {
      if (!this.left) hears.closed(event.code)
    }
  }

  say(frame: Record<string, unknown>): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame))
  }

  /** Goodbye: the others need not wait whether we come back. */
  leave(): void {
    this.say({ t: 'bye' })
    this.close()
  }

  /** Only this connection is over. */
  close(): void {
    this.left = true
    this.socket.close()
  }
}
