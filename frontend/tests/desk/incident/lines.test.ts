import { expect, test } from 'vitest'

import { todoBeforeClosing } from '@/desk/incident/closing'
import { canStrike, countsOf, filterOf, linesOf } from '@/desk/incident/entries'
import { amount, byMeasure } from '@/desk/incident/figures'
import { cancellable, teamLines } from '@/desk/incident/ordering'
import { bodyOf, emptyOrder, missingIn } from '@/desk/incident/orderDraft'
import { movesFrom, needsFourOnes } from '@/desk/incident/phases'
import { firstTab } from '@/desk/incident/tabs'
import type { AssignmentRow, Entry, Figure, IncidentRow, OrderRow } from '@/desk/incident/wire'

const order = (id: number, state: string, kind: OrderRow['kind'] = 'dispatch', incident = 7): OrderRow =>
  ({ id, incident, unit: id, state, kind, issued_at: `2026-11-22T02:0${id}:00+08:00` }) as OrderRow
const held = (id: number, state: AssignmentRow['state'], incident = 7): AssignmentRow => ({ id: id + 100, unit: id, incident, order: id, state, opened_at: '' }) as AssignmentRow
const incident = (change: Partial<IncidentRow> = {}): IncidentRow => ({ id: 7, phase: 'on_scene', four_ones: ['lead', 'task_force', 'plan', 'outlet'], parent: null, ...change }) as IncidentRow
const entry = (seq: number, kind: string, text = '', change: Partial<Entry> = {}): Entry => ({ seq, kind, at: '', actor: 'user:1', actor_name: '王值班', body: {}, text, ...change }) as Entry

test('who refused or never answered stands first, who was released last', () => {
  const orders = [order(1, 'accepted'), order(2, 'refused'), order(3, 'sent'), order(4, 'expired'), order(5, 'accepted'), order(6, 'sent', 'dispatch', 8), order(8, 'sent', 'stand_down')]
  const rows = [held(1, 'open'), held(2, 'open'), held(3, 'open'), held(4, 'open'), held(5, 'released'), held(6, 'open', 8), held(9, 'planned')]
  expect(teamLines(7, orders, rows).map((line) => [line.unit, line.need])).toEqual([
    [2, 'refused'], [4, 'expired'], [8, 'answer'], [3, 'answer'], [1, 'none'], [9, 'planned'], [5, 'over'],
  ])
})

test('an accepted order is not cancelled', () => {
  expect((['issued', 'expired', 'refused', 'accepted', 'cancelled'] as const).map((state) => cancellable({ state }))).toEqual([true, true, true, false, false])
})

test('what stands before the end is a list: open children, held teams, the four ones', () => {
  const child = incident({ id: 8, number: 'XS2', parent: 7, phase: 'opened' })
  const done = incident({ id: 9, parent: 7, phase: 'closed' })
  expect(todoBeforeClosing(incident({ four_ones: ['lead', 'plan'] }), [child, done], [held(1, 'open'), held(2, 'released')])).toEqual([
    { kind: 'child', id: 8, number: 'XS2' },
    { kind: 'unit', id: 101, unit: 1, planned: false },
    { kind: 'four_ones', missing: ['task_force', 'outlet'] },
  ])
  expect(todoBeforeClosing(incident({ phase: 'guard' }), [], [])).toEqual([])
})

test('notes, orders and safety are found by their own filter; resending is noise', () => {
  const entries = [entry(1, 'incident.opened'), entry(2, 'incident.written', '风向转北'), entry(3, 'order.sent'), entry(4, 'order.accepted'), entry(5, 'check.lost', '', { body: { state: 'lost' } }), entry(6, 'check.heard', '', { body: { state: 'ok' } }), entry(7, 'assignment.accepted', '', { body: { leg: 'accepted' } }), entry(8, 'alarm.changed')]
  expect(linesOf(entries, 'all').map((one) => one.seq)).toEqual([5, 4, 2, 1])
  expect(linesOf(entries, 'force').map((one) => one.seq)).toEqual([7, 4, 3])
  expect(linesOf(entries, 'all', '风向').map((one) => one.seq)).toEqual([2])
  expect(filterOf(entries[4]!)).toBe('safety')
  expect(linesOf(entries, 'course').map((one) => one.seq)).toEqual([1])
  expect(linesOf(entries, 'raw')).toHaveLength(entries.length)
  expect(countsOf(entries)).toMatchObject({ all: 4, notes: 1, force: 3, safety: 2, course: 1, raw: 8 })
})

test('only what a person wrote can be struck, and only once', () => {
  expect(canStrike(entry(1, 'incident.written'))).toBe(true)
  expect(canStrike(entry(1, 'incident.written', '', { struck: { by_name: '', at: '', reason: '', text: '' } }))).toBe(false)
  expect(canStrike(entry(1, 'order.accepted'))).toBe(false)
})

test('hectares also in mu, money in 万 and 亿, and the newest figure by its own time', () => {
  const t = (key: string, named?: Record<string, unknown>): string => `${key.split('.').at(-1)}:${Object.values(named ?? {}).join('/')}`
  expect(amount('burned_ha', 1.4, t)).toBe('ha:1.4/21')
  expect(amount('loss_yuan', 12_000_000, t)).toBe('wan:1200')
  expect(amount('loss_yuan', 120_000_000, t)).toBe('yi:1.2')
  expect(amount('deaths', 3, t)).toBe('people:3')
  const figure = (id: number, measure: Figure['measure'], occurred_at: string | null, at: string): Figure => ({ id, measure, value: id, source: '', occurred_at, at, by_name: '' })
  const rows = byMeasure([figure(1, 'burned_ha', '2026-11-22T02:00:00Z', '2026-11-22T03:00:00Z'), figure(2, 'burned_ha', '2026-11-22T01:00:00Z', '2026-11-22T04:00:00Z'), figure(3, 'deaths', null, '2026-11-22T05:00:00Z')])
  expect(rows.map((row) => [row.measure, row.history.map((one) => one.id)])).toEqual([['deaths', [3]], ['burned_ha', [1, 2]]])
})

test('the four ones are asked for where first response ends', () => {
  expect(movesFrom('closed')).toEqual([])
  expect(needsFourOnes('on_scene', 'controlled')).toBe(true)
  expect(needsFourOnes('opened', 'on_scene')).toBe(false)
  expect(needsFourOnes('out', 'guard')).toBe(false)
})

test('an order held ready or given by voice says so, and nothing it does not need', () => {
  const draft = { ...emptyOrder(), task: ' 前往良口镇 ' }
  expect(bodyOf(draft, [])).toEqual({ task: '前往良口镇', urgency: 'urgent', radio_channel: '', ack_within_s: 60 })
  expect(bodyOf({ ...draft, how: 'planned' }, []).planned).toBe(true)
  const said = bodyOf({ ...draft, how: 'voice', spoken_to: '李队长', voice_at: '2026-11-22T02:05:00+08:00', read_back: true }, [{ crossing: 'area', name: '张', how: 'verbal' }])
  expect(said.by_voice).toEqual({ spoken_to: '李队长', channel: 'radio', read_back: true, at: '2026-11-22T02:05:00+08:00' })
  expect(said.approvals).toHaveLength(1)
})

test('the button says the first thing that is missing', () => {
  const draft = { ...emptyOrder(), task: '前往', how: 'voice' as const }
  expect(missingIn(draft, 0, true)).toBe('unit')
  expect(missingIn({ ...draft, task: ' ' }, 1, true)).toBe('task')
  expect(missingIn(draft, 1, false)).toBe('approval')
  expect(missingIn(draft, 1, true)).toBe('spokenTo')
  expect(missingIn({ ...draft, spoken_to: '李队长' }, 1, true)).toBeNull()
})

test('an incident nobody was sent to opens on its force, every other one on its story', () => {
  expect(firstTab({ phase: 'opened' }, 0)).toBe('force')
  expect(firstTab({ phase: 'on_scene' }, 2)).toBe('story')
  expect(firstTab({ phase: 'closed' }, 0)).toBe('story')
})

test('a further task stands among what needs an answer until it has one', () => {
  const task = (id: number, state: string) => ({ id, incident: 1, unit: 5, kind: 'task', state, issued_at: `2026-11-21T12:0${id}:00Z` }) as never
  expect(teamLines(1, [task(1, 'accepted'), task(2, 'delivered'), task(3, 'refused')], []).map((line) => line.need)).toEqual(['refused', 'answer', 'over'])
})
