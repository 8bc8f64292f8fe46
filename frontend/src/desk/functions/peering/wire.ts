/** Platforms as the server sends them, and in which order what they told us is read. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
/** What the board holds of a link; the page reads the rest. */
export type Peer = Pick<PeerLine, 'id' | 'area' | 'code' | 'name' | 'level' | 'of' | 'active' | 'link'>
export type PeerLine = Rows['PeerLine']
export type PeerWhole = Rows['PeerWhole']
export type PeerKeyOnce = Rows['PeerKeyOnce']
export type Message = Rows['PeerMessageRow']
export type Item = Rows['PeerItemRow']
export type Loan = Rows['LoanRow']
export type ItemWhole = Rows['PeerItemWhole']

export const LEVELS = ['above', 'below', 'beside'] as const

/** A link that has something wrong with it: the rest of the screen stays without colour. */
export const unwell = (one: Pick<Peer, 'active' | 'link'>): boolean => one.active && !['ok', 'idle'].includes(one.link)
/** A paper somebody waits for an answer to. */
export const waits = (one: Item): boolean => (one.kind === 'report' || one.kind === 'support') && !one.over && one.answered === null

/** What waits for us first, then what is going on, the newest first; what is only for reading last. */
export function inOrder(rows: Iterable<Item>): Item[] {
  const rank = (one: Item): number => (waits(one) ? 0 : one.over ? 2 : one.kind === 'resource' ? 3 : 1)
  return [...rows].sort((a, b) => rank(a) - rank(b) || Date.parse(b.changed_at) - Date.parse(a.changed_at) || b.id - a.id)
}

/** The elements of a report in the order of the form; what this version does not know comes last. */
const FORM = ['time', 'place', 'source', 'received', 'cause', 'course', 'consequences', 'scope', 'trend', 'actions', 'leaders', 'measures', 'requests', 'on_scene']
export function inForm(elements: Readonly<Record<string, string>>): [string, string][] {
  const rank = (key: string): number => (FORM.includes(key) ? FORM.indexOf(key) : FORM.length)
  return Object.entries(elements).sort(([a], [b]) => rank(a) - rank(b))
}
