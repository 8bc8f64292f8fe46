/** The roster of a stretch as days and roles, for a table. No Vue. */
import type { DutyShift, Roster } from './duty'

const DAY_MS = 86_400_000
const ZONE_MS = 8 * 3_600_000

/** `2026-12-01` of an instant, by the city's clock. */
export const dayOf = (at: string | number): string => new Date((typeof at === 'number' ? at : Date.parse(at)) + ZONE_MS).toISOString().slice(0, 10)
export const startOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)

export interface Cell {
  shifts: DutyShift[]
  /** How many are missing at the worst moment of what begins or goes on this day without anybody. */
  missing: number
}
export interface Line {
  day: string
  weekend: boolean
  period: string
  cells: Record<string, Cell>
}

/** A shift stands on the day it begins; a gap on every day it touches. */
export function linesOf(roster: Roster, roles: readonly string[]): Line[] {
  const lines: Line[] = []
  for (let at = startOf(dayOf(roster.start)); at < Date.parse(roster.end); at += DAY_MS) {
    const day = dayOf(at)
    const cells: Record<string, Cell> = {}
    for (const role of roles) {
      const gaps = roster.gaps.filter((gap) => gap.role === role && Date.parse(gap.starts_at) < at + DAY_MS && Date.parse(gap.ends_at) > at)
      cells[role] = {
        shifts: roster.shifts.filter((shift) => shift.role === role && dayOf(shift.starts_at) === day),
        missing: gaps.reduce((most, gap) => Math.max(most, gap.needed - gap.there), 0),
      }
    }
    const weekday = new Date(at + ZONE_MS).getUTCDay()
    lines.push({ day, weekend: weekday === 0 || weekday === 6, period: roster.periods.find((one) => one.first <= day && day <= one.last)?.name ?? '', cells })
  }
  return lines
}

/** First and last instant of the month a day lies in, with `shift` months added. */
export function monthOf(day: string, shift = 0): { start: string; end: string; first: string; last: string } {
  const [year, month] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + shift, 1)).toISOString().slice(0, 10)
  const next = new Date(Date.UTC(year, month + shift, 1)).toISOString().slice(0, 10)
  return { start: new Date(startOf(first)).toISOString(), end: new Date(startOf(next)).toISOString(), first, last: dayOf(startOf(next) - 1) }
}
