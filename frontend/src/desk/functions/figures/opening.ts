/** A line of a figure opens what it is: on the board, on the page of its function, on its paper, or as the record that is left of it. */
import type { Desk } from '../../desk'
import { openFunction } from '../function'
import type { Line } from './wire'

const OF_FUNCTION: Readonly<Record<string, (line: Line) => Parameters<typeof openFunction>>> = {
  response: (line) => ['plans', `response:${line.id}`],
  hazard: (line) => ['hazards', `hazard:${line.id}`],
  accident: (line) => ['figures', `accident:${line.id}`],
  reported: (line) => ['figures', `reported:${line.id}`],
  alert: (line) => ['alerts', `alert:${line.id}`],
}

export function opens(line: Line): boolean {
  return line.kind in OF_FUNCTION || line.kind === 'alarm' || line.incident !== null
}

export function openLine(desk: Desk, line: Line): void {
  const page = OF_FUNCTION[line.kind]
  if (page) return openFunction(...page(line))
  const kind = line.kind === 'alarm' ? 'alarm' : 'incident'
  const id = line.kind === 'alarm' ? line.id : line.incident
  if (id !== null && desk.live.board.row(kind === 'alarm' ? 'alarms' : 'incidents', id)) return desk.select({ kind, id })
  if (line.kind === 'alarm') return openFunction('figures', `alarm:${line.id}`)
  if (line.incident !== null) window.open(`/paper/incident/${line.incident}/`, '_blank', 'noopener')
}
