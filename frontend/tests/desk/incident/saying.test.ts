import { expect, test } from 'vitest'

import { saying } from '@/desk/incident/saying'
import type { Entry } from '@/desk/incident/wire'
import zh from '@/i18n/common.zh-CN'
import desk from '@/i18n/desk.zh-CN'
import events from '@/i18n/events.zh-CN'
import incident from '@/i18n/incident.zh-CN'

const words: Record<string, unknown> = { ...zh, ...desk, ...incident, ...events }
const look = (key: string): unknown => key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], words)
const te = (key: string): boolean => typeof look(key) === 'string'
const t = (key: string, named: Record<string, unknown> = {}): string => String(look(key)).replace(/\{(\w+)\}/g, (_, name: string) => String(named[name] ?? ''))
const rows: Record<string, Record<string, unknown>> = {
  units: { 4: { name: '从化大队' } }, assignments: { 9: { unit: 4 } }, incidents: { 8: { number: 'SJ8' } }, calls: { 3: { name: '李镇长' } },
}
const board = { row: (table: string, id: unknown) => rows[table]?.[String(id)] } as never
const say = saying(board, t, te)
const entry = (kind: string, body: Record<string, unknown> = {}): Entry => ({ seq: 1, kind, at: '', actor: '', actor_name: '', body, text: null, occurred_at: null, received_at: null, late: false, struck: null })

test('events are said as an officer says them, with names from the board', () => {
  expect(say(entry('assignment.arrived', { id: 9, leg: 'arrived' }))).toBe('从化大队 到场')
  expect(say(entry('assignment.planned', { id: 9, unit: 4, leg: 'assigned' }))).toBe('预派 从化大队')
  expect(say(entry('check.lost', { id: 9, unit: 4, state: 'lost' }))).toBe('从化大队 失联')
  expect(say(entry('call.answered', { id: 3 }))).toBe('李镇长 已应答')
  expect(say(entry('incident.changed', { phase: 'out' }))).toBe('阶段:险情排除')
  expect(say(entry('incident.changed', { grade: 3, grade_state: 'proposed' }))).toBe('级别:Ⅲ级(较大) · 拟定')
  expect(say(entry('incident.changed', { merged_into: 8 }))).toBe('并入 SJ8')
})

test('what has no sentence of its own is said by what it is and what became of it', () => {
  expect(say(entry('evacuation.arrived', { id: 1 }))).toBe('安置点登记')
  expect(say(entry('response.upgraded', { id: 1 }))).toBe('应急响应 升级')
})

test('a kind nobody worded yet is shown by its name, never hidden', () => {
  expect(say(entry('novel.thing'))).toBe('novel.thing')
})
