/** Rows and answers of planned drills, as the server spells them; and small arithmetic of their clock. No Vue. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type DrillPlan = Rows['DrillPlanRow']
export type DrillWhole = Rows['DrillPlanWhole']
export type Inject = Rows['DrillInjectRow']
export type Score = Rows['DrillScore']
export type Sum = Rows['DrillSum']
export type Facts = Rows['DrillFacts']
export type Count = Rows['DrillCount']
export type Checked = Rows['DrillScriptCheck']
export type Running = Rows['DrillRunningRow']
export type Person = Rows['DrillPersonRow']
export type Line = Rows['InjectIn']

export const KINDS = ['tabletop', 'live', 'blind'] as const
export const LEVELS = ['province', 'city', 'county', 'town', 'village'] as const
export const INJECTS = ['alarm', 'reading', 'message', 'order', 'fault', 'opinion', 'casualty'] as const
export const CHANNELS = ['platform', 'sms', 'oral'] as const
export const URGENCIES = ['critical', 'urgent', 'normal'] as const

export const going = (plan: { state: string }): boolean => plan.state === 'running' || plan.state === 'paused'
export const before = (plan: { state: string }): boolean => plan.state === 'draft' || plan.state === 'ready'
export const over = (plan: { state: string }): boolean => plan.state === 'ended' || plan.state === 'aborted'

/** 3725 → 1:02:05; a script is written in hours. */
export const offset = (seconds: number): string =>
  `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`

/** 1:02:05, 62:05 or 62 (minutes) → 3725; null where it is no moment. */
export function secondsOf(text: string): number | null {
  const parts = text.replace(/:/g, ':').trim().split(':')
  if (!parts.every((part) => /^\d+(\.\d+)?$/.test(part)) || parts.length > 3) return null
  const numbers = parts.map(Number)
  if (numbers.length === 1) return Math.round(numbers[0]! * 60)
  if (numbers.slice(1).some((n) => n >= 60)) return null
  return Math.round(numbers.reduce((sum, n) => sum * 60 + n, 0))
}

/** Seconds on the drill's own clock: it stands still while it is paused, and at its end. */
export function clockOf(plan: { started_at: string | null; paused_at: string | null; ended_at: string | null }, now: number): number {
  if (!plan.started_at) return 0
  const until = plan.paused_at ?? plan.ended_at
  return Math.max(0, Math.floor(((until ? Date.parse(until) : now) - Date.parse(plan.started_at)) / 1000))
}

export const nextOf = (script: readonly Inject[]): Inject | null =>
  [...script].filter((one) => one.state === 'waiting').sort((a, b) => (a.due_at ?? '').localeCompare(b.due_at ?? '') || a.number - b.number)[0] ?? null

/** What travels back when the table is saved: the line as written, without what became of it. */
export function asLine(one: Inject | Line): Line {
  const { offset_s, kind, title, text, to, channel, area, place, lon, lat, urgency, type, quantity, value, unit_of, goal, action, expect, within_s, unit, points } = one as Line
  return { offset_s, kind, title, text, to, channel, area, place, lon, lat, urgency, type, quantity, value, unit_of, goal, action, expect, within_s, unit, points }
}

export function newLine(offset_s: number): Line {
  return {
    offset_s, kind: 'message', title: '', text: '', to: '', channel: 'platform', area: '', place: '', lon: null, lat: null, urgency: 'urgent', type: '',
    quantity: '', value: null, unit_of: '', goal: 0, action: '', expect: '', within_s: 600, unit: '', points: 1,
  }
}
