/** One event as a line a person reads: what it is, and of whom or where, from the rows as they stood then. */
import type { Row } from '@/api/types'
import type { Board } from '@/live/board'
import { tableOf } from '@/live/reduce'
import { placeName } from '@/shared/areas'
import { split } from '@/shared/eventWords'
import type { Moment } from './record'

/** Rows that only keep screens in step: of no interest to whoever looks back. */
const QUIET = new Set(['seat', 'wall', 'saved_scene', 'channel', 'phone_line', 'subject', 'layer', 'feed', 'case', 'approval'])
const QUIET_VERBS = new Set(['registered', 'added', 'noted', 'sent', 'counted', 'progressed', 'changed', 'listed', 'advanced', 'reported', 'locked'])

export function isTold(moment: Pick<Moment, 'kind' | 'text'>): boolean {
  const { singular, verb } = split(moment.kind)
  return !QUIET.has(singular) && (!QUIET_VERBS.has(verb) || moment.text !== null) && verb !== 'left'
}

export function aboutOf(moment: Pick<Moment, 'kind' | 'body' | 'text'>, board: Board): string {
  const body = moment.body as Row
  const row = { ...((board.row(tableOf(moment.kind).table, body.id as number) as Row | undefined) ?? {}), ...body }
  const unit = typeof row.unit === 'number' ? board.row('units', row.unit)?.name : undefined
  const own = [row.name, row.type_name, row.title, row.purpose, row.unit_name].find((word) => typeof word === 'string' && word !== '') as string | undefined
  const place = typeof row.place === 'string' && row.place ? placeName(row.area as string, row.place) : ''
  const words = [unit ?? own ?? (typeof row.number === 'string' ? row.number : ''), place, moment.text ?? '']
  return words.filter((word, n) => word && words.indexOf(word) === n).join(' · ')
}
