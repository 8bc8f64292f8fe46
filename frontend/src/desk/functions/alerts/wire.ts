/** Warnings as the server sends them, and the few words of arithmetic the screens share. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type Alert = Rows['AlertRow']
export type AlertWhole = Rows['AlertWhole']
export type Facts = Rows['AlertFacts']
export type Scheme = Rows['AlertScheme']
export type Words = Rows['AlertWords']
export type Way = Rows['AlertWayRow']
export type Silent = Rows['AlertSilent']
export type Proposal = Rows['AlertProposalRow']
export type Paper = Rows['AlertDocumentRow']
export type Trigger = Rows['AlertTriggerRow']
export type Receiver = Rows['AlertReceiverRow']
export type Quake = Rows['AlertQuakeRow']
export type Colour = Alert['colour']

export const COLOURS: readonly Colour[] = ['white', 'blue', 'yellow', 'orange', 'red']
export const PATHS = ['ordinary', 'emergency', 'green'] as const
export const atLeast = (colour: Colour, least: string): boolean => COLOURS.indexOf(colour) >= COLOURS.indexOf(least as Colour)

/** Out, neither updated nor cancelled nor over. The board hears of the end; the clock of this screen says it a moment earlier. */
export const inForce = (row: Alert, now: number): boolean => row.state === 'published' && row.kind !== 'cancel' && row.ended_at === null && (row.expires_at === null || Date.parse(row.expires_at) > now) && (row.effective_at === null || Date.parse(row.effective_at) <= now)
export const making = (row: Alert): boolean => row.origin === 'own' && ['draft', 'reviewed', 'signed'].includes(row.state)
/** From outside, heavy, and nobody here has said what is done about it. */
export const waitsForWord = (row: Alert, now: number): boolean => row.origin === 'in' && inForce(row, now) && row.answered_at === null && atLeast(row.colour, 'orange')

/** Heaviest first, then the one that ends first. */
export function byWeight(rows: Iterable<Alert>): Alert[] {
  return [...rows].sort((a, b) => COLOURS.indexOf(b.colour) - COLOURS.indexOf(a.colour) || (a.expires_at ?? '9').localeCompare(b.expires_at ?? '9') || b.id - a.id)
}
/** `2026-11-03T08:15` of a field, as an instant with this city's offset; empty stays empty. */
export const instantOf = (local: string): string | null => (local ? `${local}:00+08:00` : null)
export function localOf(at: string | null): string {
  if (!at) return ''
  return new Date(Date.parse(at) + 8 * 3600_000).toISOString().slice(0, 16)
}
