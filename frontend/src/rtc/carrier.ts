/** What brings pictures and voices: the mesh or a server. Both are told of the same local tracks and hand over remote streams by leg. */
import type { Said } from './room'

export interface Remote {
  stream: MediaStream
  /** Connected, trying, or given up. */
  state: 'trying' | 'up' | 'down'
}

export interface Carrier {
  /** Words of the signalling; a server's carrier needs only who goes. */
  said(frame: Said): void
  /** The local tracks changed. */
  refresh(): void
  close(): void
}

export interface Hands {
  /** A remote leg's stream came, changed, or (null) went. */
  remote(leg: number, remote: Remote | null): void
  /** The carrier as a whole: a server that is dead, in words' code. */
  state(state: 'trying' | 'up' | 'down', why?: string): void
}
