/** How long until a crew must be heard again, and how much of a roll call has answered. The server's words, the screen's clock. */
import type { CheckRow, RollCallRow } from './wire'

export interface Countdown {
  is: 'ok' | 'soon' | 'over' | 'lost'
  /** Seconds left, or over. */
  seconds: number
}

/** The last fifth of the interval is "soon": three minutes of fifteen, enough for a call on the radio. */
const SOON = 0.2

export function countdown(row: CheckRow, now: number): Countdown {
  const left = row.due_at === null ? row.interval_s : (Date.parse(row.due_at) - now) / 1000
  const seconds = Math.floor(Math.abs(left))
  if (row.state === 'lost') return { is: 'lost', seconds: Math.max(0, Math.floor((now - Date.parse(row.lost_at ?? row.due_at ?? '')) / 1000) || 0) }
  if (left < 0 || row.state === 'overdue') return { is: 'over', seconds: left < 0 ? seconds : 0 }
  return { is: left <= row.interval_s * SOON ? 'soon' : 'ok', seconds }
}

const RANK: Record<Countdown['is'], number> = { lost: 0, over: 1, soon: 2, ok: 3 }

/** Who must be called first stands first. */
export function byNeed<T extends CheckRow>(rows: Iterable<T>, now: number): Array<{ row: T; left: Countdown }> {
  return [...rows]
    .map((row) => ({ row, left: countdown(row, now) }))
    .sort((a, b) => {
      const late = a.left.is === 'over' || a.left.is === 'lost'
      return RANK[a.left.is] - RANK[b.left.is] || (late ? b.left.seconds - a.left.seconds : a.left.seconds - b.left.seconds) || a.row.id - b.row.id
    })
}

export interface Tally {
  answered: number
  all: number
  people: number
  missed: number
}

export function tally(row: RollCallRow): Tally {
  const answered = row.legs.filter((leg) => leg.state === 'answered')
  return {
    answered: answered.length,
    all: row.legs.length,
    people: answered.reduce((sum, leg) => sum + (leg.headcount ?? 0), 0),
    missed: row.legs.filter((leg) => leg.state === 'missed').length,
  }
}
