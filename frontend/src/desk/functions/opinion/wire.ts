/** 舆情 as the server sends it, and what the list makes of it. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type Opinion = Rows['OpinionRow']
export type OpinionWhole = Rows['OpinionWhole']
export type Source = Rows['OpinionSourceWhole']
export type Watch = Rows['OpinionWatch']
export type Spike = Rows['OpinionSpike']
export type Refusal = Rows['OpinionRefusal']
export type State = Opinion['state']
export type Verdict = NonNullable<Opinion['verdict']>

export const VERDICTS: readonly Verdict[] = ['true', 'partly', 'untrue', 'unverified']
export const FLOW: readonly State[] = ['found', 'judged', 'handling', 'fed_back', 'closed']
export const going = (one: Opinion): boolean => one.state !== 'closed' && one.state !== 'dismissed'

/** What is late first, then what runs, then the hottest. */
export function inOrder(rows: Iterable<Opinion>): Opinion[] {
  const due = (one: Opinion): number => (one.due_at === null ? Infinity : Date.parse(one.due_at))
  return [...rows].filter(going).sort((a, b) => Number(b.overdue) - Number(a.overdue) || due(a) - due(b) || b.score - a.score || b.id - a.id)
}

/** The net was earlier than the first report of the incident it is about; null while it is about none. */
export function beforeReport(one: Pick<Opinion, 'incident' | 'first_seen_at'>, reportings: ReadonlyMap<string, { first_report_at: string | null }>): boolean | null {
  if (one.incident === null) return null
  const first = reportings.get(String(one.incident))?.first_report_at ?? null
  return first === null || Date.parse(one.first_seen_at) < Date.parse(first)
}

export function light(source: Pick<Source, 'enabled' | 'state' | 'ok_at' | 'late_after_s'>, now: number): 'off' | 'failing' | 'waiting' | 'late' | 'ok' {
  if (!source.enabled) return 'off'
  if (source.state === 'failing') return 'failing'
  if (source.ok_at === null) return 'waiting'
  return now - Date.parse(source.ok_at) > source.late_after_s * 1000 ? 'late' : 'ok'
}
export const listed = (text: string): string[] =>
  text
    .split(/[、,,\s]+/)
    .map((one) => one.trim())
    .filter(Boolean)
