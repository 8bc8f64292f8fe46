/** Calls that wait for one person, as the strip of the desk groups them: what may cost a life first, then what nobody has answered, then by age. No Vue. */
import type { Call } from './calls'

export interface Group {
  purpose: Call['purpose']
  calls: Call[]
  sos: boolean
  /** District they are about, and the incident, if any: never two of either in one group. */
  area: string
  incident: number | null
}

/** 0: a call for help; 1: an alarm nobody has taken; 2: an order not signed for; 3: everything else. */
function weight(call: Call, sos: (call: Call) => boolean): number {
  if (sos(call)) return 0
  if (call.purpose === 'escalate') return 1
  return call.purpose === 'order' ? 2 : 3
}

/** One row a purpose, a kind of what it is about, a district and an incident; calls for help apart, each by itself; the oldest call first in each. */
export function grouped(calls: Iterable<Call>, sos: (call: Call) => boolean, kind: (call: Call) => string = () => ''): Group[] {
  const found = new Map<string, Group & { weight: number }>()
  const ordered = [...calls].sort((a, b) => weight(a, sos) - weight(b, sos) || Date.parse(a.started_at) - Date.parse(b.started_at) || a.id - b.id)
  for (const call of ordered) {
    const area = (call.area ?? '').slice(0, 6)
    const key = sos(call) ? 'sos' : [call.purpose, call.about, kind(call), area, call.incident, call.x].join()
    const group = found.get(key) ?? { purpose: call.purpose, calls: [], sos: sos(call), area, incident: call.incident ?? null, weight: weight(call, sos) }
    group.calls.push(call)
    found.set(key, group)
  }
  return [...found.values()].sort((a, b) => a.weight - b.weight || Date.parse(a.calls[0]!.started_at) - Date.parse(b.calls[0]!.started_at)).map(({ weight: _, ...group }) => group)
}
