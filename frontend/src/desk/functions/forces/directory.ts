/** The directory of teams without a screen: who is ready, what a list is narrowed to, which district has nobody of a kind. Pure. */
import type { Availability, Unit } from '@/api/types'

export interface Standing {
  unit: Unit
  availability: Availability
  /** The incident that has it now. */
  incident: number | null
}
export interface Wanted {
  words: string
  category: string
  kind: string
  domain: string
  district: string
  availability: Availability | ''
  /** Kinds that the run cards of a hazard ask for; empty = every kind. */
  kinds: readonly string[]
}
export const EVERYTHING: Wanted = { words: '', category: '', kind: '', domain: '', district: '', availability: '', kinds: [] }

export const districtOf = (unit: { area: string }): string => unit.area.slice(0, 6)

export function narrowed(rows: readonly Standing[], wanted: Wanted, named: (words: string, unit: Unit) => boolean): Standing[] {
  const words = wanted.words.trim()
  return rows.filter(
    ({ unit, availability }) =>
      (!wanted.category || unit.category === wanted.category) &&
      (!wanted.kind || unit.kind === wanted.kind) &&
      (!wanted.kinds.length || wanted.kinds.includes(unit.kind)) &&
      (!wanted.domain || unit.domains.includes(wanted.domain)) &&
      (!wanted.district || unit.area.startsWith(wanted.district)) &&
      (!wanted.availability || availability === wanted.availability) &&
      (!words || named(words, unit)),
  )
}

export interface Sum {
  teams: number
  people: number
  ready: number
  readyPeople: number
  working: number
  out: number
}
export function sumOf(rows: readonly Standing[]): Sum {
  const sum: Sum = { teams: 0, people: 0, ready: 0, readyPeople: 0, working: 0, out: 0 }
  for (const { unit, availability } of rows) {
    sum.teams += 1
    sum.people += unit.headcount
    if (availability === 'available') {
      sum.ready += 1
      sum.readyPeople += unit.headcount
    } else if (availability === 'assigned') sum.working += 1
    else sum.out += 1
  }
  return sum
}

export interface Cell {
  ready: number
  all: number
}
/** Kind × district; a kind that a district has and of which none can go is what somebody must see. */
export function coverage(rows: readonly Standing[]): { districts: string[]; kinds: Array<{ kind: string; name: string; cells: Array<Cell | null>; whole: Cell }> } {
  const districts = [...new Set(rows.map(({ unit }) => districtOf(unit)))].sort()
  const kinds = new Map<string, { name: string; cells: Map<string, Cell>; whole: Cell }>()
  for (const { unit, availability } of rows) {
    const line = kinds.get(unit.kind) ?? { name: unit.kind_name, cells: new Map<string, Cell>(), whole: { ready: 0, all: 0 } }
    kinds.set(unit.kind, line)
    const cell = line.cells.get(districtOf(unit)) ?? { ready: 0, all: 0 }
    line.cells.set(districtOf(unit), cell)
    for (const one of [cell, line.whole]) {
      one.all += 1
      one.ready += Number(availability === 'available')
    }
  }
  return {
    districts,
    kinds: [...kinds].map(([kind, line]) => ({ kind, name: line.name, whole: line.whole, cells: districts.map((district) => line.cells.get(district) ?? null) })).sort((a, b) => b.whole.all - a.whole.all),
  }
}
export const bare = (cell: Cell | null): boolean => cell !== null && cell.all > 0 && cell.ready === 0
