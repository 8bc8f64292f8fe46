/** From a recommendation to the teams that are sent: who is chosen before anybody presses a key, what is still missing, whose consent is needed. */
import { CROSSINGS, type Crossing } from './wire'

export interface Coded {
  code: string
  text: string
}
export interface Need {
  capability: string
  units: number
  people: number
}
export interface Proposal {
  unit: { id: number; name: string; headcount: number; kind?: string }
  rank: number
  chosen: boolean
  capability: string | null
  crossings: readonly string[]
}
export interface NeedFound extends Need {
  foundUnits: number
  foundPeople: number
  short: boolean
}

/** What the centre chose, in its own order; a team that needs nobody's consent never waits for one that does. */
export function preselected(proposals: readonly Proposal[]): number[] {
  return proposals.filter((one) => one.chosen).map((one) => one.unit.id)
}

/** Presses again: off. Order of choice is kept, so that the first chosen stays the first named. */
export function toggle(chosen: readonly number[], unit: number): number[] {
  return chosen.includes(unit) ? chosen.filter((one) => one !== unit) : [...chosen, unit]
}

/** Needs against what is chosen now and what already works at the incident (`held`: capability → units and people there). */
export function needsNow(
  needs: readonly Need[],
  proposals: readonly Proposal[],
  chosen: readonly number[],
  held: ReadonlyMap<string, { units: number; people: number }> = new Map(),
): NeedFound[] {
  return needs.map((need) => {
    const there = held.get(need.capability)
    const going = proposals.filter((one) => chosen.includes(one.unit.id) && (one.capability ?? one.unit.kind) === need.capability)
    const foundUnits = going.length + (there?.units ?? 0)
    const foundPeople = going.reduce((sum, one) => sum + one.unit.headcount, 0) + (there?.people ?? 0)
    return { ...need, foundUnits, foundPeople, short: foundUnits < need.units || foundPeople < need.people }
  })
}

/** Whose word is needed: nobody's while all chosen teams are in areas this officer answers for, else somebody's for the border, and what the centre asked for. */
export function crossingsToApprove(areas: readonly string[], authority: readonly string[], refused: readonly string[]): Crossing[] {
  const outside = areas.some((area) => !authority.some((own) => area.startsWith(own)))
  return CROSSINGS.filter((one) => refused.includes(one) || (outside && one === 'area'))
}

interface Post {
  area: string
  verbs: readonly string[]
}

/** Areas whose teams this officer may send. */
export function authorityOf(posts: readonly Post[]): string[] {
  return posts.filter((post) => post.verbs.includes('unit.assign') || post.verbs.includes('*')).map((post) => post.area)
}

/** The consented reinforcement under which all these teams go; teams of several lenders go under none. */
export function lendingFor<T extends { id: number; state: string; lender: string; incident: number }>(incident: number, areas: readonly string[], rows: Iterable<T>): T | null {
  if (!areas.length) return null
  for (const row of rows) if (row.incident === incident && row.state === 'consented' && areas.every((area) => area.startsWith(row.lender))) return row
  return null
}

export interface Approval {
  crossing: Crossing
  name: string
  how: 'written' | 'verbal'
}

/** Complete only when each crossing has a name; what is not needed any more is not sent. */
export function approvalsFor(needed: readonly Crossing[], said: Partial<Record<Crossing, { name: string; how: 'written' | 'verbal' }>>): Approval[] | null {
  const given: Approval[] = []
  for (const crossing of needed) {
    const one = said[crossing]
    if (!one?.name.trim()) return null
    given.push({ crossing, name: one.name.trim(), how: one.how })
  }
  return given
}

/** Keeps a person's own choice when the list is asked anew: teams that vanished go, the centre's new favourites do not push in. */
export function keepChoice(chosen: readonly number[], proposals: readonly Proposal[], touched: boolean): number[] {
  if (!touched) return preselected(proposals)
  const there = new Set(proposals.map((one) => one.unit.id))
  return chosen.filter((unit) => there.has(unit))
}
