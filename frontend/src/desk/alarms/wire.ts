/** Rows and answers of alarms as the desk reads them. */
import { computed, type ComputedRef } from 'vue'

import type { components } from '@/api/schema'
import type { Live } from '@/live/live'

type Rows = components['schemas']
export type AlarmRow = Rows['AlarmRow']
export type AlarmWhole = Rows['AlarmWhole']
export type Signal = Rows['ReportRow']
export type VerdictGiven = Rows['VerdictRow']
export type Call = Rows['CallRow']
export type Notified = Rows['Notified']

/** Everybody who was called about an alarm, in the order they were called. */
export function callsAbout(live: Live, alarm: () => number): ComputedRef<Call[]> {
  const calls = live.board.table('calls')
  return computed(() =>
    ([...calls.value.values()] as unknown as Call[]).filter((call) => call.about === 'alarm' && call.about_id === alarm()).sort((a, b) => a.id - b.id),
  )
}
