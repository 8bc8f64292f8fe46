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
  /** What the figures say; the row's own grade differs where a person has said otherwise. */
  grade: Grade
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
  next_unit?: number | null
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
  short?: boolean
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
  inside?: number[]
  x: number | null
}

/** The board's table under a name the shared types do not list. */
export function tableOf<T>(live: Live, name: string): ShallowRef<Map<string, T>> {
  return live.board.table(name) as unknown as ShallowRef<Map<string, T>>
}

export interface Said {
  code: string
  text: string
}
export interface RecommendedUnit {
  unit: { id: number; name: string; headcount: number; kind?: string; kind_name?: string }
  rank: number
  chosen: boolean
  capability: string | null
  eta_s: number
  eta: { source: 'osrm' | 'valhalla' | 'estimate'; mode: string; distance_m: number }
  position: { lon: number; lat: number; age_s: number | null; source: 'fix' | 'post' | 'base' }
  reasons: Said[]
  unknown: Said[]
  crossings: Crossing[]
}
export interface Recommendation {
  run_card: { name: string; type: string; level: number; source: string; needs: Array<{ capability: string; units: number; people: number }>; task: string } | null
  at: string
  proposals: RecommendedUnit[]
  excluded: Array<{ unit: { id: number; name: string; code: string; kind_name: string }; code: string; text: string; holder: { incident: number; number: string } | null }>
  excluded_counts?: Record<string, number>
  shortfalls: Array<{ capability: string; needed: number; found: number; text: string }>
  cover: Array<{ area: string; name: string; kind: string; left: number; floor: number; text: string; move?: { unit: number; name: string; eta_s: number } | null }>
  notes?: Said[]
}

export type FourOneItem = 'lead' | 'task_force' | 'plan' | 'outlet'
export const FOUR_ONES: readonly FourOneItem[] = ['lead', 'task_force', 'plan', 'outlet']
export const MEASURES = [
  'deaths', 'missing', 'trapped', 'serious_injuries', 'injuries', 'affected', 'evacuated', 'loss_yuan', 'area_ha', 'burned_ha',
  'trunk_dike_breaches', 'tributary_dike_breaches', 'key_reservoir_failures', 'medium_reservoir_failures',
] as const

export interface Entry {
  seq: number
  at: string
  actor: string
  actor_name?: string | null
  kind: string
  body: Record<string, unknown>
  text?: string | null
  occurred_at?: string | null
  received_at?: string | null
  late?: boolean
  struck?: { by_name: string; at: string; reason: string; text: string } | null
}
export interface Figure {
  id: number
  measure: string
  value: number
  source: string
  occurred_at: string | null
  at: string
  by_name: string
}
export interface FourOneText {
  item: FourOneItem
  text: string
  at: string
  by_name: string
}
export interface HandOver {
  id: number
  from_unit: number | null
  from_name: string
  unit: number | null
  name: string
  reason: string
  at: string
  by_name: string
}
export interface FieldEdit {
  field: 'type' | 'place' | 'lon' | 'lat' | 'text'
  before: string | number
  after: string | number
  at: string
  by_name: string
}
export interface StoredFile {
  id: number
  name: string
  mime: string
  size: number
  at?: string
}
export interface Attachment {
  id: number
  file: StoredFile
  text: string
  occurred_at: string | null
  lon: number | null
  lat: number | null
  at: string
  by_name: string
}
export interface OrderWithWords extends OrderRow {
  task?: string
  text?: string
  issued_name?: string
  unit_name?: string
}
/** `GET /api/incidents/{id}`. */
export interface Whole {
  incident: IncidentRow
  text: string
  entries: Entry[]
  assignments: AssignmentRow[]
  orders: OrderWithWords[]
  links: Array<{ id: number; kind: string; label: string; url: string }>
  alarms?: Array<{ id: number; number: string; source: string; urgency: Urgency; received_at: string; place: string }>
  children?: IncidentRow[]
  parent?: IncidentRow | null
  merged?: IncidentRow[]
  figures?: Figure[]
  four_ones?: FourOneText[]
  four_ones_defaults?: Partial<Record<FourOneItem, string>>
  handovers?: HandOver[]
  edits?: FieldEdit[]
  attachments?: Attachment[]
}

export interface ReinforcementRow {
  id: number
  incident: number
  area: string
  lender: string
  kind: string
  units: number
  people: number
  state: 'requested' | 'approved' | 'consented' | 'ordered' | 'refused' | 'returned'
  requested_name: string
  approved_name: string | null
  consented_name: string | null
  return_by: string | null
  floor_ok: boolean | null
  x: number | null
}

/** `GET /api/orders/{id}`. */
export interface OrderWhole {
  issued_name: string
  recipients: Array<{ principal: string; name: string; rank: 'commander' | 'deputy' | 'member' | 'terminal' | 'copy'; state: string }>
  acks: Array<{ kind: string; name: string; at: string; said_at: string | null; reason: string; proxy: boolean; said_by: string; channel: string; read_back: boolean | null; by_name: string }>
  ladder: Array<{ step: number; action: string; name: string; due_at: string | null; at: string | null; unit: number | null; unit_name: string | null; reached: number }>
  crossings: Array<{ crossing: Crossing; label: string; name: string; how: string; at: string }>
}
