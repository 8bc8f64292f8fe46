/** Rows and answers the screen of one incident reads, as they travel. */
import type { ShallowRef } from 'vue'

import type { Urgency } from '@/api/types'
import type { Live } from '@/live/live'

export type PhaseCode = 'opened' | 'responding' | 'on_scene' | 'controlled' | 'out' | 'mop_up' | 'guard' | 'closed'
export type Grade = 1 | 2 | 3 | 4
export type Capability = string
export type Crossing = 'area' | 'industry' | 'level' | 'department' | 'hazard'
export const CROSSINGS: readonly Crossing[] = ['area', 'industry', 'level', 'department', 'hazard']

export interface GradeWhy {
  measure: string
  value: number
  at_least: number
  source: string
}

export interface IncidentRow {
  id: number
  number: string
  type: string
  type_name: string | null
  area: string
  place: string
  lon: number
  lat: number
  phase: PhaseCode
  grade: Grade | null
  grade_state: 'proposed' | 'confirmed' | null
  opened_at: string
  closed_at: string | null
  commander: number | null
  commander_name?: string
  parent?: number | null
  merged_into?: number | null
  figures?: Record<string, number>
  grade_why?: GradeWhy | null
  four_ones?: string[]
  reopened?: number
  words?: number
  guard_until?: string | null
  x: number | null
}

export interface OrderRow {
  id: number
  incident: number
  unit: number
  number: string
  kind: 'dispatch' | 'stand_down' | 'task'
  urgency: Urgency
  issued_at: string
  issued_by: string
  due_at: string | null
  state: string
  sent_at: string | null
  delivered_at: string | null
  read_at: string | null
  accepted_at: string | null
  refused_at: string | null
  expired_at?: string | null
  cancelled_at?: string | null
  refuse_reason: string
  escalation: number
  step?: string | null
  radio_channel: string
  proxy?: string[]
  voice?: boolean
  late?: boolean
  copies?: number
  crossings?: Crossing[]
  return_by?: string | null
  x: number | null
}

export const LEGS = ['assigned', 'accepted', 'en_route', 'arrived', 'working', 'leaving', 'back'] as const
export type Leg = (typeof LEGS)[number]

export interface AssignmentRow {
  id: number
  unit: number
  incident: number
  order: number | null
  state: 'planned' | 'open' | 'released'
  leg?: Leg
  accepted_at?: string | null
  en_route_at?: string | null
  arrived_at?: string | null
  working_at?: string | null
  leaving_at?: string | null
  back_at?: string | null
  opened_at: string
  released_at: string | null
  x: number | null
}

export interface CheckRow {
  id: number
  unit: number
  incident: number
  area: string
  state: 'ok' | 'due' | 'overdue' | 'lost'
  interval_s: number
  contact_at: string | null
  contact_how: 'fix' | 'voice' | 'par' | 'ack' | 'entered' | null
  due_at: string | null
  dead_zone: boolean
  lost_at: string | null
  x: number | null
}

export interface RollCallLeg {
  assignment: number
  unit: number
  state: 'pending' | 'answered' | 'missed'
  at: string | null
  how: string | null
  headcount: number | null
}
export interface RollCallRow {
  id: number
  incident: number
  area: string
  started_at: string
  due_at: string
  state: 'open' | 'complete' | 'overdue'
  legs: RollCallLeg[]
  x: number | null
}

export interface DangerRow {
  id: number
  incident: number | null
  area: string
  name: string
  kind: string
  shape: GeoJSON.Geometry
  active: boolean
  x: number | null
  [more: string]: unknown
}

/** The board's table under a name the shared types do not list. */
export function tableOf<T>(live: Live, name: string): ShallowRef<Map<string, T>> {
  return live.board.table(name) as unknown as ShallowRef<Map<string, T>>
}
