import { describe, expect, it } from 'vitest'

import { flooding, grouped, rate } from '@/desk/alarms/flood'

const NOW = Date.parse('2026-11-21T22:10:00+08:00')
const alarm = (id: number, more: object = {}) => ({
  id, urgency: 'urgent' as 'critical' | 'urgent', source: 'call', type: '11A02', type_name: '内涝', area: '440118', acked_by: null as string | null, x: null as number | null,
  received_at: new Date(NOW - id * 1000).toISOString(), ...more,
})
const many = (n: number, more: object = {}) => Array.from({ length: n }, (_, i) => alarm(i + 1, more))

describe('a flood of alarms', () => {
  it('is more than ten in ten minutes, and ends at half of that', () => {
    expect(rate([...many(5), alarm(700)], NOW)).toBe(5)
    expect(rate([...many(5), alarm(700)], NOW, 1200)).toBe(6)
    expect(flooding(false, 10)).toBe(false)
    expect(flooding(false, 11)).toBe(true)
    expect(flooding(true, 6)).toBe(true)
    expect(flooding(true, 5)).toBe(false)
  })
  it('makes one row of those alike in a district, where the first of them stood', () => {
    const rows = [alarm(1, { urgency: 'critical' }), ...many(14).map((row) => ({ ...row, id: row.id + 100 })), alarm(50, { type: '11D01' })]
    const lines = grouped(rows, true)
    expect(lines.map((line) => (line.is === 'one' ? line.row.id : `×${line.group.rows.length}`))).toEqual([1, '×14', 50])
  })
  it('leaves every alarm alone while there is no flood', () => {
    expect(grouped(many(14), false)).toHaveLength(14)
  })
  it('never hides a critical alarm in a group', () => {
    expect(grouped(many(5, { urgency: 'critical' }), true).every((line) => line.is === 'one')).toBe(true)
  })
  it('does not put districts, kinds or an exercise and the real thing together', () => {
    const rows = [...many(3), ...many(3, { area: '440117105' }), ...many(3, { type: '11D01' }), ...many(3, { x: 7 })]
    expect(grouped(rows, true).map((line) => line.is)).toEqual(['group', 'group', 'group', 'group'])
  })
  it('counts who is not acknowledged, and leaves two alike as they are', () => {
    const rows = [alarm(1), alarm(2, { acked_by: 'user:1' }), alarm(3)]
    const [line] = grouped(rows, true)
    expect(line.is === 'group' && line.group.unacked).toBe(2)
    expect(grouped(rows.slice(1), true)).toHaveLength(2)
  })
  it('keeps the centre’s own alarms apart from those of the same type', () => {
    expect(grouped([...many(3), ...many(3, { source: 'system' })], true)).toHaveLength(2)
  })
  it('groups what has no type yet by where it came from', () => {
    const rows = many(4, { type: null, type_name: null, source: 'sensor' })
    expect(grouped(rows, true)).toHaveLength(1)
  })
})
