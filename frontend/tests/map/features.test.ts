import { describe, expect, it } from 'vitest'
import type { Alarm, Incident } from '@/api/types'
import { diffMarks, marksOf } from '@/map/features'

const words = { alarm: (row: Alarm) => row.type_name ?? '', incident: (row: Incident) => row.type_name ?? '' }
const alarm = (over: Partial<Alarm>): Alarm =>
  ({ id: 1, urgency: 'urgent', state: 'active', incident: null, lon: 113.3, lat: 23.2, acked_by: null, type_name: '火情', ...over }) as Alarm
const incident = (over: Partial<Incident>): Incident =>
  ({ id: 1, phase: 'opened', grade: null, grade_state: null, lon: 113.3, lat: 23.2, type_name: '火情', ...over }) as Incident

describe('marks', () => {
  it('an alarm that became an incident is drawn once, as the incident', () => {
    expect([...marksOf([alarm({ incident: 4 })], [incident({ id: 4 })], words).keys()]).toEqual(['incident:4'])
  })

  it('cleared, closed and unplaced are not drawn', () => {
    expect(marksOf([alarm({ state: 'cleared' }), alarm({ id: 2, lon: null })], [incident({ phase: 'closed' })], words).size).toBe(0)
  })

  it('only an unacknowledged alarm flashes, and a grade shows only with its state', () => {
    const marks = marksOf([alarm({}), alarm({ id: 2, acked_by: 'user:3' })], [incident({ grade: 2, grade_state: 'confirmed' }), incident({ id: 2, grade: 2 })], words)
    expect([...marks.values()].map((mark) => [mark.properties?.flash, mark.properties?.icon])).toEqual([
      [1, 'alarm-urgent'],
      [0, 'alarm-urgent'],
      [0, 'incident-2-confirmed'],
      [0, 'incident'],
    ])
  })

  it('the diff names what changed and nothing else', () => {
    const before = marksOf([alarm({}), alarm({ id: 2 }), alarm({ id: 3 })], [], words)
    const after = marksOf([alarm({}), alarm({ id: 2, acked_by: 'user:3' }), alarm({ id: 4 })], [], words)
    const diff = diffMarks(before, after)
    expect([diff?.remove, diff?.add.map((mark) => mark.id)]).toEqual([['alarm:3'], ['alarm:2', 'alarm:4']])
    expect(diffMarks(after, marksOf([alarm({}), alarm({ id: 2, acked_by: 'user:3' }), alarm({ id: 4 })], [], words))).toBeNull()
  })
})
