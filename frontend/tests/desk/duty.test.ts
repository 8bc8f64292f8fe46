import { expect, test } from 'vitest'

import type { Roster } from '@/desk/functions/duty/duty'
import { dayOf, linesOf, monthOf } from '@/desk/functions/duty/month'
import { pageOf, PAGES } from '@/desk/functions/duty/pages'
import { overdue, type Waiting } from '@/desk/functions/inbox/inbox'
import zh from '@/i18n/duty.zh-CN'

const shift = (id: number, role: string, starts_at: string, ends_at: string) => ({ id, role, starts_at, ends_at, name: '陈', area: '4401', role_name: '', person: id, title: '', note: '' })

test('a shift stands on the day it begins, a gap on every day it touches, by the clock of the city', () => {
  const roster = {
    start: '2026-11-30T16:00:00Z', end: '2026-12-03T16:00:00Z',
    shifts: [shift(1, 'shift_chief', '2026-12-01T08:30:00+08:00', '2026-12-02T08:30:00+08:00')],
    gaps: [{ role: 'shift_chief', role_name: '', starts_at: '2026-12-02T08:30:00+08:00', ends_at: '2026-12-04T00:00:00+08:00', there: 0, needed: 1 }],
    periods: [{ name: '特别防护期', first: '2026-12-03', last: '2027-04-30' }],
  } as unknown as Roster
  const lines = linesOf(roster, ['shift_chief'])
  expect(lines.map((one) => one.day)).toEqual(['2026-12-01', '2026-12-02', '2026-12-03'])
  expect(lines.map((one) => one.cells.shift_chief.shifts.length)).toEqual([1, 0, 0])
  expect(lines.map((one) => one.cells.shift_chief.missing)).toEqual([0, 1, 1])
  expect(lines.map((one) => one.period)).toEqual(['', '', '特别防护期'])
})

test('a month begins and ends at midnight of the city', () => {
  expect(monthOf('2026-11-22')).toEqual({ start: '2026-10-31T16:00:00.000Z', end: '2026-11-30T16:00:00.000Z', first: '2026-11-01', last: '2026-11-30' })
  expect(monthOf('2026-12-22', 1).first).toBe('2027-01-01')
  expect(dayOf('2026-11-22T17:00:00Z')).toBe('2026-11-23')
})

test('every page has a name and a line; a number leads to its own page, nonsense to the first', () => {
  for (const { key } of PAGES) expect([zh.duty.page, zh.duty.about].map((table) => (table as Record<string, string>)[key])).not.toContain(undefined)
  expect(pageOf('call:3')).toMatchObject({ id: 3, key: 'calls' })
  expect(pageOf('shift:x1').key).toBe('roster')
  expect([pageOf(null).key, pageOf('nothing').key]).toEqual(['handover', 'handover'])
})

test('only what has a clock is overdue', () => {
  const waiting = (due_at: string | null): Waiting => ({ kind: 'order', id: 1, title_code: '', values: {}, area: '', since: null, due_at, incident: null })
  expect([waiting(null), waiting('2026-12-01T00:00:00Z'), waiting('2026-12-03T00:00:00Z')].map((one) => overdue(one, Date.parse('2026-12-02T00:00:00Z')))).toEqual([false, true, false])
})
