/** What waits on the phone until the centre has it: one entry is one POST, its id is the Idempotency-Key for life. */

export type EntryKind = 'sos' | 'ack' | 'note' | 'photo' | 'fixes'

/** A call for help goes before everything, an answer before a report, its words before its pictures, those before the track. */
export const LANES: readonly EntryKind[] = ['sos', 'ack', 'note', 'photo', 'fixes']

/** A phone's fix as `POST /api/field/fixes` takes it. */
export interface Fix {
  at: string
  lat: number
  lon: number
  acc?: number
  alt?: number
  speed?: number
  heading?: number
  battery?: number
}

export interface Entry {
  /** Given by the store; keeps the order within a kind. */
  n?: number
  id: string
  kind: EntryKind
  /** Who pressed; another person signed in on the same phone never sends it. */
  owner: string
  path: string
  body: unknown
  /** A picture; sent as a form, with `body` as its fields. */
  file?: { blob: Blob; name: string }
  madeAt: string
  tries: number
  /** Set when the centre said no for good; kept so that a person sees it, never sent again. */
  refused?: { code: string; detail: string }
  /** When the centre took it (ms of this phone's clock). An answer stays until a later look at the orders must hold it: the network may go between. */
  taken?: number
}

/** First retry after 1 s, doubled to 30 s: a team in a valley comes back within seconds, a dead server is not hammered. */
export function backoff(tries: number, random: () => number = Math.random): number {
  const base = Math.min(30_000, 1000 * 2 ** Math.max(0, tries - 1))
  return base * (0.8 + 0.4 * random())
}
