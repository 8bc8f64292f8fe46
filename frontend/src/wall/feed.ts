/** What stands in the wall's feed and in which order. Pure: rows in, items out. */
import type { Alarm, Assignment, Incident, Urgency } from '@/api/types'

/** A contact check; its id is the assignment's. */
export interface Check {
  id: number
  state: string
}
interface Force {
  teams: number
  arrived: number
  lost: number
}
/** On scene or at work there. */
const THERE = new Set<Assignment['leg']>(['arrived', 'working'])

export type FeedItem =
  | { kind: 'alarm'; key: string; row: Alarm; flash: boolean; /** alarms this row stands for */ count: number }
  | { kind: 'incident'; key: string; row: Incident; teams: number; arrived: number; /** crews nobody has heard from */ lost: number; flash: false }

const RANK: Record<Urgency, number> = { critical: 0, urgent: 1, normal: 2 }

export const isUnacked = (row: Alarm): boolean => row.state === 'active' && !row.acked_by && row.verdict === null

const newest = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0)

/** Unacknowledged first, then by urgency, then newest; after the alarms the open incidents, newest first but those with a lost crew before all. */
export function feedItems(alarms: Alarm[], incidents: Incident[], assignments: Assignment[], checks: Check[] = []): FeedItem[] {
  const shown = alarms.filter((row) => row.state === 'active' && row.incident === null)
  shown.sort(
    (a, b) =>
      Number(isUnacked(b)) - Number(isUnacked(a)) ||
      (RANK[a.urgency] ?? 3) - (RANK[b.urgency] ?? 3) ||
      newest(a.received_at, b.received_at) ||
      b.id - a.id,
  )
  const lost = new Set(checks.filter((row) => row.state === 'lost').map((row) => row.id))
  const teams = new Map<number, Force>()
  for (const row of assignments) {
    if (row.state !== 'open') continue
    const sum = teams.get(row.incident) ?? { teams: 0, arrived: 0, lost: 0 }
    sum.teams += 1
    if (THERE.has(row.leg)) sum.arrived += 1
    if (lost.has(row.id)) sum.lost += 1
    teams.set(row.incident, sum)
  }
  const missing = (row: Incident): number => Number((teams.get(row.id)?.lost ?? 0) > 0)
  const open = incidents.filter((row) => row.phase !== 'closed').sort((a, b) => missing(b) - missing(a) || newest(a.opened_at, b.opened_at) || b.id - a.id)
  return [
    ...shown.map((row): FeedItem => ({ kind: 'alarm', key: `a${row.id}`, row, flash: isUnacked(row), count: 1 })),
    ...open.map((row): FeedItem => ({ kind: 'incident', key: `i${row.id}`, row, flash: false, ...(teams.get(row.id) ?? { teams: 0, arrived: 0, lost: 0 }) })),
  ]
}

/** More unacknowledged than one person can take in (EEMUA 191: ten in ten minutes). */
export const FLOOD = 10

/** In a flood, what has the same type in the same district is one row with a number; what is critical stays by itself. */
export function foldFlood(items: FeedItem[]): { items: FeedItem[]; flood: boolean } {
  if (items.filter((item) => item.flash).length <= FLOOD) return { items, flood: false }
  const first = new Map<string, FeedItem & { kind: 'alarm' }>()
  const folded: FeedItem[] = []
  for (const item of items) {
    if (item.kind !== 'alarm' || !item.flash || item.row.urgency === 'critical') {
      folded.push(item)
      continue
    }
    const same = `${item.row.urgency} ${item.row.type ?? item.row.source} ${item.row.area.slice(0, 6)}`
    const held = first.get(same)
    if (held) held.count += 1
    else {
      const lead = { ...item } // the newest, as the items are sorted
      first.set(same, lead)
      folded.push(lead)
    }
  }
  return { items: folded, flood: true }
}

/** Unacknowledged stay on every page; the rest is turned over page by page. The last page is filled up, not left half empty. */
export function pagesOf(items: FeedItem[], size: number): FeedItem[][] {
  const pinned = items.filter((item) => item.flash).slice(0, Math.max(1, size - 1))
  const rest = items.filter((item) => !pinned.includes(item))
  const room = size - pinned.length
  const pages: FeedItem[][] = []
  for (let at = 0; at < rest.length; at += room) {
    const from = Math.max(0, Math.min(at, rest.length - room))
    pages.push([...pinned, ...rest.slice(from, from + room)])
  }
  return pages.length ? pages : [pinned]
}

export function countByUrgency(alarms: Alarm[]): Record<Urgency, number> {
  const counts: Record<Urgency, number> = { critical: 0, urgent: 0, normal: 0 }
  for (const row of alarms) if (row.state === 'active' && row.urgency in counts) counts[row.urgency] += 1
  return counts
}
