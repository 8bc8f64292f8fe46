import { describe, expect, it } from 'vitest'

import { commandOf, emptyLine, missingIn } from '@/desk/catchup/paper'

const TEN = '2026-11-21T02:00:00.000Z'
const LATER = '2026-11-21T02:10:00.000Z'

describe('a line of paper', () => {
  it('needs both of its times, the right way round', () => {
    const line = { ...emptyLine(), incident: 7, text: '风向转北' }
    expect(missingIn('note', line)).toBe('times')
    expect(missingIn('note', { ...line, occurred_at: LATER, received_at: TEN })).toBe('order')
    expect(missingIn('note', { ...line, occurred_at: TEN, received_at: LATER })).toBeNull()
  })

  it('becomes a note with its three times', () => {
    const line = { ...emptyLine(), incident: 7, text: ' 风向转北 ', occurred_at: TEN, received_at: LATER }
    expect(commandOf('note', line)).toEqual({ path: '/api/incidents/7/notes', body: { text: '风向转北', occurred_at: TEN, received_at: LATER } })
  })

  it('of a team is what somebody said over the radio then', () => {
    const line = { ...emptyLine(), assignment: 3, leg: 'arrived', said_by: '梁队长', occurred_at: TEN }
    expect(missingIn('leg', { ...line, said_by: '' })).toBe('saidBy')
    expect(commandOf('leg', line)).toEqual({
      path: '/api/assignments/3/leg', body: { leg: 'arrived', at: TEN, by_voice: { spoken_to: '梁队长', channel: 'radio', at: TEN, read_back: true } },
    })
  })
})
