/** Everything that somebody goes round to look at, as shares done. Pure. */
import type { FirePoint, Patrol } from '@/desk/functions/monitoring/forest'
import type { Inspection } from './wire'

export interface Share {
  key: string
  kind: 'points' | 'patrols' | 'inspection'
  title: string
  done: number
  total: number
  /** How many are past their term: points nobody saw, rounds that should be over. */
  overdue: number
}

/** Drills count in none of them. Overdue first; `at`: the newest word of anybody who was somewhere, in ms. */
export function sharesOf(points: Iterable<FirePoint>, patrols: Iterable<Patrol>, inspections: Iterable<Inspection>): { rows: Share[]; overdue: number; at: number | null } {
  const all = [...points]
  const going = [...patrols].filter((one) => one.state === 'going' && one.x === null)
  const rounds = [...inspections].filter((one) => one.state === 'going' && one.x === null)
  const rows: Share[] = []
  if (all.length) rows.push({ key: 'points', kind: 'points', title: '', done: all.filter((one) => !one.overdue && one.last_at !== null).length, total: all.length, overdue: all.filter((one) => one.overdue).length })
  const stops = going.flatMap((one) => one.stops)
  if (going.length) rows.push({ key: 'patrols', kind: 'patrols', title: '', done: stops.filter((stop) => stop.done_at !== null).length, total: stops.length, overdue: going.filter((one) => one.overdue).length })
  for (const one of rounds) rows.push({ key: `i${one.id}`, kind: 'inspection', title: one.title, done: one.done, total: one.total, overdue: one.overdue ? one.total - one.done : 0 })
  const heard = [...all.map((one) => one.last_at), ...stops.map((stop) => stop.done_at)].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  return { rows: rows.sort((a, b) => Number(b.overdue > 0) - Number(a.overdue > 0)), overdue: rows.reduce((sum, row) => sum + row.overdue, 0), at: heard.length ? Math.max(...heard) : null }
}
