/** Which telephone calls a desk shows, and what an incident's log of them says. */
import { describe, expect, it } from 'vitest'

import { logOf, seconds, shownCalls, type PhoneCall } from '@/desk/phones/phones'

const call = (id: number, given: Partial<PhoneCall> = {}): PhoneCall => ({
  id, area: '4401', direction: 'in', name: null, org: null, number_masked: '138****5678', state: 'ringing', person: null, incident: null, alarm: null, alarms: [],
  call: null, by_name: null, why: '', key: '', at: '2026-11-22T00:00:00+08:00', answered_at: null, ended_at: null, file: null, x: null, ...given,
})

describe('the corner of the desk where the telephone is', () => {
  it('shows everybody who rings in, and only this officer what they talk on', () => {
    const calls = [
      call(1), call(2, { state: 'missed' }), call(3, { state: 'answered', by_name: '王值班' }), call(4, { state: 'answered', by_name: '陈班长' }),
      call(5, { direction: 'out', by_name: '王值班' }), call(6, { direction: 'robot' }), call(7),
    ]
    expect(shownCalls(calls, '王值班', new Set([7])).map((one) => one.id)).toEqual([1, 3, 5])
  })

  it('lists an incident’s calls newest first and counts the talk, not the ringing', () => {
    const calls = [call(1, { incident: 7 }), call(2, { incident: 8 }), call(3, { incident: 7, answered_at: '2026-11-22T00:00:10+08:00', ended_at: '2026-11-22T00:01:10+08:00' })]
    expect(logOf(calls, 7).map((one) => one.id)).toEqual([3, 1])
    expect(seconds(calls[2]!, Date.parse('2026-11-22T00:09:00+08:00'))).toBe(60)
    expect(seconds(calls[0]!, Date.now())).toBe(0)
  })
})
