/** A plan as people compare it: per incident what each way sends and when the last team is there, and which team goes elsewhere. */
import type { components } from '@/api/schema'

export type Plan = components['schemas']['Plan']
export type Way = 'greedy' | 'optimal'
export type Planned = Plan['greedy'][number]

export interface Side {
  teams: Planned[]
  /** Seconds until the first and until the last of them is there; null where nobody goes. */
  first: number | null
  last: number | null
  /** In words, why a place stays empty. */
  empty: string[]
}
export interface Compared {
  id: number
  number: string
  task: string
  wanted: number
  greedy: Side
  optimal: Side
  /** Minutes the last team is there sooner under the optimal plan (negative: later); null where the two do not send equally many. */
  gain: number | null
  /** Teams more (or fewer) that the optimal plan sends. */
  more: number
}

function side(plan: Plan, way: Way, incident: number): Side {
  const teams = plan[way].filter((one) => one.incident === incident).sort((a, b) => a.eta_s - b.eta_s)
  const empty = plan.unfilled[way].filter((one) => one.incident === incident).map((one) => one.text)
  return { teams, first: teams[0]?.eta_s ?? null, last: teams.at(-1)?.eta_s ?? null, empty: counted(empty) }
}

/** The same reason twice is said once, with its number. */
function counted(texts: readonly string[]): string[] {
  const times = new Map<string, number>()
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1)
  return [...times].map(([text, n]) => (n > 1 ? text.replace('缺 1 ', `缺 ${n} `) : text))
}

export function compare(plan: Plan): Compared[] {
  return plan.incidents.map((incident) => {
    const greedy = side(plan, 'greedy', incident.id)
    const optimal = side(plan, 'optimal', incident.id)
    const more = optimal.teams.length - greedy.teams.length
    const gain = more === 0 && greedy.last !== null && optimal.last !== null ? Math.round((greedy.last - optimal.last) / 60) : null
    return { id: incident.id, number: incident.number, task: incident.task, wanted: incident.wanted, greedy, optimal, gain, more }
  })
}

/** Whole minutes of weighted arrival the optimal plan saves over the other. */
export function savedMinutes(plan: Plan): number {
  return Math.round((plan.weighted_eta_s.greedy - plan.weighted_eta_s.optimal) / 60)
}

/** Teams that the other way sends elsewhere or not at all. */
export function moved(plan: Plan): Set<number> {
  return new Set(plan.diff.map((one) => one.unit.id))
}
