/** The roll call that asks my team now: open, mine, and not answered yet from this phone either. */

export interface RollCallNow {
  id: number
  incident: number
  state: string
  due_at: string
  started_at: string
  legs: ReadonlyArray<{ unit: number; state: string }>
}

/** A late answer still counts, so one that is over its time is asked on for a while. */
const STILL_ASKED_MS = 1_800_000

export function askedOf(unit: number | null, rows: Iterable<RollCallNow>, answered: ReadonlySet<number>, now: number): RollCallNow | null {
  if (unit === null) return null
  const mine = [...rows].filter(
    (row) =>
      row.state !== 'complete' && !answered.has(row.id) && now - Date.parse(row.due_at) < STILL_ASKED_MS &&
      row.legs.some((leg) => leg.unit === unit && leg.state !== 'answered'),
  )
  return mine.sort((a, b) => b.id - a.id)[0] ?? null
}
