/** The rows and answers of the server as the screens use them; field names are those of the wire. */

import type { components } from './schema'

export type Id = string | number

type Rows = components['schemas']

/** Generated from the server's own rows (dispatch/<app>/rows.py) by `npm run types`. */
export type Alarm = Rows['AlarmRow']
export type Incident = Rows['IncidentRow']
export type Unit = Rows['UnitRow']
export type Assignment = Rows['AssignmentRow']
export type Order = Rows['OrderRow']

export type Urgency = Alarm['urgency']
export type Phase = Incident['phase']
export type OrderState = Order['state']
export type Availability = 'available' | 'assigned' | 'off' | 'lost'

export interface Subject {
  id: number
  kind: string
  area: string
  label: string
  unit: number | null
  every: number | null
  adapter: string | null
  x: number | null
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
  /** Of the register: asked for by whoever shows it. */
  stream?: number | null
}

export interface Exercise {
  id: number
  area: string
  kind: 'tabletop' | 'live'
  name: string
}

/** A desk that cannot be heard now. */
export interface Seat {
  id: number
  area: string
  name: string
  state: 'muted' | 'blocked' | 'unheard' | 'untested' | 'gone'
  since: string
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
  exercises: Exercise
  seats: Seat
}

export type Row = Record<string, unknown>

export interface FreshnessLimit {
  stale_s: number
  lost_s: number
}

/** What a screen measures alarms by: the city's own rows. */
export interface AlarmLimits {
  flood: { count: number; window_s: number }
  shelve_max_min: number
  tones: Record<Urgency, { every_s: number }>
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
  limits: { freshness?: Record<string, FreshnessLimit>; alarms?: AlarmLimits; desk?: { report_s: number; watermark?: boolean } }
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
  /** Quiet seconds after which a desk locks itself (rule `signin.idle_min`). */
  idle_s?: number
  /** The password should be changed: an administrator chose it, or it is old. */
  password_due?: '' | 'given' | 'old'
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
