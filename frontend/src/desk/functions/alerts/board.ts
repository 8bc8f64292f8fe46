/** What the board holds of warnings, sorted as an officer reads them. Pure but for the tables. */
import { computed, type ComputedRef } from 'vue'

import type { Desk } from '../../desk'
import { tableOf } from '../../incident/wire'
import { setCount } from '../counts'
import { byWeight, inForce, making, waitsForWord, type Alert, type Proposal } from './wire'

export interface Board {
  rows: ComputedRef<Alert[]>
  out: ComputedRef<Alert[]>
  waiting: ComputedRef<Alert[]>
  making: ComputedRef<Alert[]>
  over: ComputedRef<Alert[]>
  proposals: ComputedRef<Proposal[]>
}

export function useBoard(desk: Desk, now: () => number): Board {
  const alerts = tableOf<Alert>(desk.live, 'alerts')
  const proposed = tableOf<Proposal>(desk.live, 'alert_proposals')
  const rows = computed(() => [...alerts.value.values()])
  return {
    rows,
    out: computed(() => byWeight(rows.value.filter((row) => inForce(row, now())))),
    waiting: computed(() => byWeight(rows.value.filter((row) => waitsForWord(row, now())))),
    making: computed(() => rows.value.filter(making).sort((a, b) => b.id - a.id)),
    over: computed(() => rows.value.filter((row) => row.ended_at !== null || row.kind === 'cancel').filter((row) => row.state !== 'dropped' && !making(row)).sort((a, b) => b.id - a.id)),
    proposals: computed(() => [...proposed.value.values()].sort((a, b) => b.id - a.id)),
  }
}

/** The rail's figure: what waits for somebody here; late is a heavy one from outside without a word. */
export function tellRail(board: Board): void {
  setCount('alerts', { n: board.waiting.value.length + board.making.value.length + board.proposals.value.length, late: board.waiting.value.length > 0 })
}
