/** The timeline's lines: newest first, sorted into what an officer looks for, with what was struck and what was entered late. */
import type { Entry } from './wire'

export const FILTERS = ['all', 'notes', 'course', 'force', 'safety', 'supplies', 'calls', 'talk', 'raw'] as const
export type Filter = (typeof FILTERS)[number]

type Sort = Exclude<Filter, 'all' | 'raw'>

const TABLE: Record<string, Sort> = {
  order: 'force', assignment: 'force', reinforcement: 'force', check: 'safety', roll_call: 'safety', danger: 'safety', fence: 'safety', supply_request: 'supplies', call: 'calls', callout: 'calls', conference: 'calls', conference_leg: 'calls', conference_roll_call: 'calls', decision: 'calls', burst: 'talk', talk_group: 'talk', talk_act: 'talk',
}
const NOTES = new Set(['incident.noted', 'incident.written', 'incident.struck'])

export function filterOf(entry: Entry): Sort {
  if (NOTES.has(entry.kind)) return 'notes'
  return TABLE[entry.kind.split('.')[0]!] ?? 'course'
}

/** Only what a person wrote can be struck; what the centre recorded of itself stays as it happened. */
export function canStrike(entry: Entry): boolean {
  return (entry.kind === 'incident.written' || entry.kind === 'incident.noted') && !entry.struck
}

/** What only a clerk of records asks for: clocks of an exercise, steps of an alarm. */
const KEPT_BACK = new Set(['order.advanced', 'reinforcement.advanced', 'alarm.changed', 'plot.locked', 'plot.released'])
/** What goes with an incident to another district only changes its area; the incident's own line says where to. */
const onlyArea = (entry: Entry): boolean => entry.kind.endsWith('.moved') && entry.body.incident === undefined

/** Who is asked stands in the conference; what was minuted and decided stands beside it in words. */
const CONFERENCE_NOISE = new Set(['conference_leg.invited', 'conference_leg.ringing', 'conference_leg.changed', 'conference.minuted', 'conference.decided', 'conference.shared', 'conference_roll_call.answered', 'conference_roll_call.asked'])

/** What another line says already: the order sent once more, the leg that an acceptance is, a watch that found all well. */
function noise(entry: Entry): boolean {
  if (entry.kind === 'order.sent' || entry.kind === 'talk_group.joined' || entry.kind === 'talk_group.parted' || CONFERENCE_NOISE.has(entry.kind)) return true
  if (entry.kind.startsWith('assignment.')) return entry.body.leg === 'accepted' || (entry.kind === 'assignment.opened' && entry.body.order !== null)
  return entry.kind.startsWith('check.') && entry.body.state !== 'overdue' && entry.body.state !== 'lost'
}

export function linesOf(entries: readonly Entry[], filter: Filter, words = ''): Entry[] {
  const wanted = words.trim().toLowerCase()
  return entries
    .filter((entry) => filter === 'raw' || (!KEPT_BACK.has(entry.kind) && !onlyArea(entry) && (filter === 'all' ? !noise(entry) : filterOf(entry) === filter)))
    .filter((entry) => wanted === '' || `${entry.text ?? ''} ${entry.actor_name ?? ''}`.toLowerCase().includes(wanted))
    .sort((a, b) => b.seq - a.seq)
}

export function countsOf(entries: readonly Entry[]): Record<Filter, number> {
  const counts = Object.fromEntries(FILTERS.map((one) => [one, 0])) as Record<Filter, number>
  for (const filter of FILTERS) counts[filter] = linesOf(entries, filter).length
  return counts
}
