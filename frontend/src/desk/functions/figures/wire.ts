/** What the server says of figures, and where one of its lines is opened. */
import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type Statistics = Schemas['Statistics']
export type Figure = Schemas['StatisticRow']
export type Lines = Schemas['StatisticLines']
export type Line = Schemas['StatisticLine']
export type Part = Schemas['StatisticPart']
export type Split = Schemas['Split']
export type Trend = Schemas['Trend']
export type GoalBoard = Schemas['GoalBoard']
export type GoalCard = Schemas['GoalCard']
export type SectorRank = Schemas['SectorRank']
export type Calm = Schemas['CalmCounty']
export type Checked = Schemas['CheckedFigure']
export type Accident = Schemas['AccidentRow']
export type AccidentWhole = Schemas['AccidentWhole']
export type Reported = Schemas['ReportedFigureRow']
export type Sheet = Schemas['FigureSheet']
export type By = Split['by']

/** What a choice in the function opens: a figure – `accidents:<sector>` narrowed to one –, or one of these pages. `accident:<id>` is a line of the ledger, `reported:<id>` what was reported, `alarm:<id>` one that has left the board. */
export const PAGES = ['ledger', 'reported', 'checked', 'alarm'] as const
export function chosen(item: number | string | null): { kind: 'overview' | 'figure' | (typeof PAGES)[number]; key: string; id: number; sector: string } {
  const [key = '', id = ''] = String(item ?? '').split(':')
  if (key === '') return { kind: 'overview', key, id: 0, sector: '' }
  if (key === 'accident') return { kind: 'ledger', key: 'ledger', id: Number(id) || 0, sector: '' }
  if ((PAGES as readonly string[]).includes(key)) return { kind: key as (typeof PAGES)[number], key, id: Number(id) || 0, sector: '' }
  return { kind: 'figure', key, id: 0, sector: id }
}
