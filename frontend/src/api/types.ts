/** The rows and answers of the server as the screens use them; field names are those of the wire. */

export type Id = string | number

export type Urgency = 'critical' | 'urgent' | 'normal'
export type Availability = 'available' | 'assigned' | 'off' | 'lost'

export interface Alarm {
  id: number
  number: string
  source: 'call' | 'sos' | 'uav' | 'sensor' | 'agency' | 'public'
  urgency: Urgency
  type: string | null
  type_name: string | null
  area: string
  lon: number | null
  lat: number | null
  place: string
  state: 'active' | 'cleared'
  acked_by: string | null
  acked_name: string | null
  acked_at: string | null
  verdict: string | null
  incident: number | null
  subject: number | null
  repeats: number
  occurred_at: string | null
  received_at: string
  entered_at: string
  x: number | null
}

export type Phase = 'opened' | 'responding' | 'on_scene' | 'controlled' | 'closed'

export interface Incident {
  id: number
  number: string
  type: string | null
  type_name: string | null
  area: string
  place: string
  lon: number
  lat: number
  phase: Phase
  grade: 1 | 2 | 3 | 4 | null
  grade_state: 'proposed' | 'confirmed' | null
  opened_at: string
  closed_at: string | null
  commander: number | null
  x: number | null
}

export interface Unit {
  id: number
  subject: number | null
  code: string
  name: string
  category: 'industry' | 'grassroots' | 'volunteer'
  domains: string[]
  headcount: number
  area: string
  readiness: 'ready' | 'resting' | 'off'
  lon: number
  lat: number
}

export interface Assignment {
  id: number
  unit: number
  incident: number
  order: number | null
  state: 'open' | 'released'
  opened_at: string
  released_at: string | null
  x: number | null
}

export type OrderState = 'issued' | 'sent' | 'delivered' | 'read' | 'accepted' | 'refused' | 'arrived' | 'withdrawn'

export interface Order {
  id: number
  incident: number
  unit: number
  number: string
  kind: 'dispatch' | 'stand_down'
  urgency: Urgency
  issued_at: string
  issued_by: string
  due_at: string | null
  state: OrderState
  sent_at: string | null
  delivered_at: string | null
  read_at: string | null
  accepted_at: string | null
  refused_at: string | null
  arrived_at: string | null
  refuse_reason: string | null
  escalation: number
  radio_channel: string | null
}

export interface Subject {
  id: number
  kind: string
  area: string
  label: string
  unit: number | null
  every: number | null
  adapter: string | null
}

export interface Link {
  id: number
  kind: 'video' | 'conference'
  label: string
  url: string
  area: string
  subject: number | null
  incident: number | null
  active: boolean
}

/** Table name in the snapshot → its row. Unknown tables are kept as plain rows. */
export interface Tables {
  alarms: Alarm
  incidents: Incident
  units: Unit
  assignments: Assignment
  orders: Order
  subjects: Subject
  links: Link
}

export type Row = Record<string, unknown>

export interface FreshnessLimit {
  stale_s: number
  lost_s: number
}

export interface City {
  code: string
  name: string
  center: [number, number]
}

export interface Snapshot {
  epoch: string
  heads: Record<string, number>
  at: string
  scope: string
  state: Record<string, Record<string, Row>>
  limits: { freshness?: Record<string, FreshnessLimit> }
}

export interface Post {
  role: string
  role_name: string
  area: string
  area_name: string
  verbs: string[]
}

export interface Session {
  actor: string
  user: { id: number; name: string; username: string } | null
  posts: Post[]
  scope: string[]
  locked: boolean
  mode: 'demo' | 'duty'
  city: City
  csrf?: string
  at: string
  unit: number | null
  subject: number | null
}

export interface Ticket {
  ticket: string
  expires_in: number
  scopes: string[]
}

export interface Holder {
  incident?: string | number
  number?: string
  by?: string
  at?: string
  [key: string]: unknown
}
