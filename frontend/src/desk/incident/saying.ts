/** One event of the log as a duty officer would say it. */
import type { Board } from '@/live/board'
import { wordOf } from '@/shared/eventWords'
import type { Entry } from './wire'

type Translate = (key: string, named?: Record<string, unknown>) => string

interface Pointing {
  unit?: number
  incident?: number
}

export function saying(board: Pick<Board, 'row'>, t: Translate, te: (key: string) => boolean): (entry: Entry) => string {
  const unitName = (id: unknown): string => board.row('units', id as number)?.name ?? ''

  function unitOf(entry: Entry): string {
    const table = entry.kind.split('.')[0]!
    const row = board.row(`${table}s`, entry.body.id as number) as Pointing | undefined
    return unitName((entry.body.unit as number | undefined) ?? row?.unit)
  }

  /** Later events carry only what changed: the rest is in the row. */
  function named_(entry: Entry, field: string): string {
    const row = board.row(`${entry.kind.split('.')[0]!}s`, entry.body.id as number) as Record<string, unknown> | undefined
    return String(entry.body[field] ?? row?.[field] ?? '')
  }

  function changed(body: Record<string, unknown>): string {
    const parts: string[] = []
    if (body.phase) parts.push(t('desk.entry.phase', { phase: t(`phase.${body.phase as string}`) }))
    if (body.grade) parts.push(t('desk.entry.grade', { grade: t(`grade.${body.grade as number}`) }))
    if (body.grade_state) parts.push(t(`grade.${body.grade_state as string}`))
    if (body.commander || body.commander_name) parts.push(t('desk.entry.commander', { unit: (body.commander_name as string) || unitName(body.commander) }))
    if (body.type_name) parts.push(t('incident.entry.type', { type: body.type_name as string }))
    if (body.place !== undefined) parts.push(t('incident.entry.place', { place: (body.place as string) || '—' }))
    else if (body.lon !== undefined || body.lat !== undefined) parts.push(t('incident.entry.position'))
    if (body.figures) parts.push(t('incident.entry.figures'))
    if (body.four_ones) parts.push(t('incident.entry.fourOnes'))
    if (body.parent !== undefined) parts.push(t(body.parent ? 'incident.entry.linked' : 'incident.entry.unlinked', { number: board.row('incidents', body.parent as number)?.number ?? '' }))
    if (body.merged_into) parts.push(t('incident.entry.mergedInto', { number: board.row('incidents', body.merged_into as number)?.number ?? '' }))
    return parts.join(' · ') || t('desk.entry.changed')
  }

  return (entry) => {
    const { body, kind } = entry
    if (kind === 'incident.changed') return changed(body)
    const [table, verb] = kind.split('.')
    if (table === 'assignment' && te(`leg.${verb}`)) return t('incident.entry.leg', { unit: unitOf(entry), leg: t(`leg.${verb}`) })
    if (kind.startsWith('check.') && typeof body.state === 'string' && te(`incident.check.${body.state}`))
      return t('incident.entry.check', { unit: unitOf(entry), state: t(`incident.check.${body.state}`) })
    const named = { unit: unitOf(entry), number: String(body.number ?? ''), label: String(body.label ?? ''), name: named_(entry, 'name'), item: named_(entry, 'item_name') }
    for (const key of [`incident.entry.${kind.replace('.', '_')}`, `desk.entry.${kind.replace('.', '_')}`, `talk.entry.${kind.replace('.', '_')}`, `conference.entry.${kind.replace('.', '_')}`]) if (te(key)) return t(key, named)
    return wordOf(kind, t, te)
  }
}
