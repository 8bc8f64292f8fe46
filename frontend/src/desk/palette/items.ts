/** What Ctrl+K finds: commands first, then what is on the board. */
import type { components } from '@/api/schema'
import type { Alarm, Incident, Unit } from '@/api/types'
import { nearest } from '../search/match'
import { spelling } from '../search/spelling'

/** All but the first come from the centre too (everywhere.ts); `recent`: opened before, by whoever sits here. */
export type Group = 'command' | 'recent' | components['schemas']['SearchHit']['group']

export interface Item {
  group: Group
  id: string
  text: string
  hint: string
  /** Codes, numbers and other words for it. */
  also: string[]
  run: () => void
}

/** Enough to choose from with the arrow keys; more is a reason to type on. */
const MOST = 12
const MOST_OF = { command: 6, alarm: 5, incident: 5, unit: 5 } as const satisfies Partial<Record<Group, number>>
const ORDER: Array<keyof typeof MOST_OF> = ['command', 'incident', 'alarm', 'unit']

/** Nothing typed: the commands. */
export function find(query: string, items: readonly Item[]): Item[] {
  const asked = query.trim()
  if (asked === '') return items.filter((item) => item.group === 'command')
  const found = ORDER.map((group) => nearest(asked, items.filter((item) => item.group === group), (item) => ({ text: item.text, also: item.also, spelling: spelling(item.text) }), MOST_OF[group]))
  return found.flat().slice(0, MOST)
}

export interface Board {
  alarms: Iterable<Alarm>
  incidents: Iterable<Incident>
  units: Iterable<Unit>
}
export interface Say {
  alarm(row: Alarm): { text: string; hint: string }
  incident(row: Incident): { text: string; hint: string }
  unit(row: Unit): { text: string; hint: string }
}
export interface Go {
  alarm(row: Alarm): void
  incident(row: Incident): void
  unit(row: Unit): void
}

export function boardItems(board: Board, say: Say, go: Go): Item[] {
  const items: Item[] = []
  for (const row of board.incidents) items.push({ group: 'incident', id: `incident-${row.id}`, ...say.incident(row), also: [row.number, row.place, row.type].filter(Boolean), run: () => go.incident(row) })
  for (const row of board.alarms) items.push({ group: 'alarm', id: `alarm-${row.id}`, ...say.alarm(row), also: [row.number, row.place].filter(Boolean), run: () => go.alarm(row) })
  for (const row of board.units) items.push({ group: 'unit', id: `unit-${row.id}`, ...say.unit(row), also: [row.code], run: () => go.unit(row) })
  return items
}
