/** Rows and answers the screen of one incident reads; all of them generated from the server's own. */
import type { ShallowRef } from 'vue'

import type { components } from '@/api/schema'
import type { Live } from '@/live/live'

type Rows = components['schemas']

export type IncidentRow = Rows['IncidentRow']
export type PhaseCode = IncidentRow['phase']
export type Grade = NonNullable<IncidentRow['grade']>
export type FourOneItem = IncidentRow['four_ones'][number]
export type Whole = Rows['IncidentWhole']
export type Entry = Rows['Entry']
export type Figure = Rows['FigureRow']
export type Measure = Figure['measure']
export type Attachment = Rows['AttachmentRow']

export type OrderRow = Rows['OrderRow']
export type OrderWhole = Rows['OrderWhole']
export type AssignmentRow = Rows['AssignmentRow']
export type Leg = AssignmentRow['leg']
export type Crossing = OrderRow['crossings'][number]
export type ReinforcementRow = Rows['ReinforcementRow']

export type CheckRow = Rows['CheckRow']
export type RollCallRow = Rows['RollCallRow']
export type DangerRow = Rows['DangerRow']

export type SupplyRow = Rows['SupplyRequestRow']

export type Recommendation = Rows['Recommendation']
export type RecommendedUnit = Rows['Proposal']

export const FOUR_ONES: readonly FourOneItem[] = ['lead', 'task_force', 'plan', 'outlet']
export const CROSSINGS: readonly Crossing[] = ['area', 'industry', 'level', 'department', 'hazard']
export const LEGS: readonly Leg[] = ['assigned', 'accepted', 'en_route', 'arrived', 'working', 'leaving', 'back']
export const MEASURES: readonly Measure[] = [
  'deaths', 'missing', 'trapped', 'serious_injuries', 'injuries', 'affected', 'evacuated', 'loss_yuan', 'area_ha', 'burned_ha',
  'resettled', 'need_relief', 'houses_collapsed', 'houses_damaged', 'crop_ha',
  'trunk_dike_breaches', 'tributary_dike_breaches', 'key_reservoir_failures', 'medium_reservoir_failures',
]

/** The board's table under a name the shared types do not list. */
export function tableOf<T>(live: Live, name: string): ShallowRef<Map<string, T>> {
  return live.board.table(name) as unknown as ShallowRef<Map<string, T>>
}
