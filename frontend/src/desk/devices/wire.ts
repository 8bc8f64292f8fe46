/** Terminals and what they are told, as the server sends them; which fields a command asks for on the desk. */
import type { components } from '@/api/schema'

export type CommandRow = components['schemas']['CommandRow']
export type CommandKind = components['schemas']['CommandKind']
export type CommandList = components['schemas']['CommandList']

export interface Terminal {
  id: number
  adapter: string
  external_id: string
  kind: string
  area: string
  subject: number
  label: string
  every: number | null
  learned_every?: number | null
  meta: {
    model?: string
    firmware?: string
    gateway?: string
    test_until?: string | null
    health?: Array<{ code: string; words?: string; level: number; at: string }>
  }
  last: { fixed_at: string; received_at: string; battery: number | null; link: number | null; stuck_at?: string | null } | null
}
export interface Binding {
  subject: number
  label: string
  kind_name: string
  since: string
  until: string | null
}
export type TerminalWhole = Terminal & { bindings: Binding[] }

/** `point` is picked on the map; what the desk never asks for (addresses of a media server, our own ids) is not here. */
type FieldKind = 'words' | 'number' | 'quality' | 'lens' | 'flight' | 'property' | 'value' | 'side'
export const FIELDS: Record<string, { kind: FieldKind; needed: boolean }> = {
  text: { kind: 'words', needed: true },
  times: { kind: 'number', needed: false },
  group: { kind: 'words', needed: true },
  height: { kind: 'number', needed: true },
  speed: { kind: 'number', needed: false },
  takeoff_height: { kind: 'number', needed: false },
  quality: { kind: 'quality', needed: true },
  lens: { kind: 'lens', needed: true },
  side: { kind: 'side', needed: true },
  x: { kind: 'number', needed: false },
  y: { kind: 'number', needed: false },
  h: { kind: 'number', needed: false },
  w: { kind: 'number', needed: false },
  target: { kind: 'words', needed: true },
  setting: { kind: 'words', needed: false },
  method: { kind: 'words', needed: true },
  argument: { kind: 'words', needed: false },
  template: { kind: 'words', needed: true },
  md5: { kind: 'words', needed: true },
  rth_height: { kind: 'number', needed: false },
  run: { kind: 'flight', needed: true },
  name: { kind: 'property', needed: true },
  value: { kind: 'value', needed: true },
}
export const LENSES = ['normal', 'wide', 'zoom', 'ir'] as const
export const SIDES = ['outside', 'inside'] as const
export const PROPERTIES = ['height_limit', 'rth_altitude', 'night_lights_state'] as const

export const underWay = (row: CommandRow): boolean => ['asked', 'issued', 'sent', 'accepted'].includes(row.state)
export const wentWrong = (row: CommandRow): boolean => ['failed', 'timed_out', 'expired', 'refused'].includes(row.state)

/** Fields a person fills in, in the order the server names them; a route's file is the one address that is typed. */
export function asked(kind: CommandKind): string[] {
  const point = kind.fields.includes('lon')
  return kind.fields.filter((name) => name in FIELDS || (name === 'url' && kind.name === 'flight_prepare') || (point && name === 'lon'))
}

/** Values as the server wants them: numbers as numbers, nothing where nothing was typed. */
export function paramsOf(kind: CommandKind, typed: Record<string, string>, point: { lon: number; lat: number } | null): Record<string, unknown> | null {
  const params: Record<string, unknown> = {}
  for (const name of asked(kind)) {
    if (name === 'lon') {
      if (point === null) return null
      params.lon = point.lon
      params.lat = point.lat
      continue
    }
    const said = (typed[name] ?? '').trim()
    const field = FIELDS[name] ?? { kind: 'words', needed: true }
    if (said === '') {
      if (field.needed) return null
      continue
    }
    if (field.kind === 'number' || field.kind === 'quality' || field.kind === 'value') {
      const number = Number(said)
      if (!Number.isFinite(number)) return null
      params[name] = number
    } else params[name] = said
  }
  return params
}
