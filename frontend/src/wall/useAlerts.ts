/** Warnings in force as the wall's header says them: of one hazard the heaviest colour, how many of that colour; a drill's never beside the real ones. */
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import type { components } from '@/api/schema'
import { byWeight, inForce } from '@/desk/functions/alerts/wire'
import { useLive } from '@/live/live'

type Row = components['schemas']['AlertRow']
export interface Shown {
  key: string
  colour: Row['colour']
  words: string
}
const MOST = 4

/** Pure: what holds now, real before drill, the heaviest first. */
export function holding(rows: Iterable<Row>, now: number): Row[] {
  const out = [...rows].filter((row) => inForce(row, now))
  const real = out.filter((row) => row.x === null)
  return byWeight(real.length ? real : out)
}

/** Pure: one per hazard, with how many messages of that colour are out. */
export function inShort(rows: readonly Row[]): Array<{ row: Row; n: number }> {
  const found = new Map<string, { row: Row; n: number }>()
  for (const row of rows) {
    const known = found.get(row.hazard)
    if (!known) found.set(row.hazard, { row, n: 1 })
    else if (known.row.colour === row.colour) known.n += 1
  }
  return [...found.values()]
}

export function useAlerts(now: () => number): ComputedRef<{ shown: Shown[]; more: number }> {
  const { t } = useI18n()
  const rows = useLive().board.table('alerts' as never) as unknown as { value: Map<string, Row> }
  return computed(() => {
    const found = inShort(holding(rows.value.values(), now()))
    const shown = found.slice(0, MOST).map(({ row, n }) => ({ key: row.hazard, colour: row.colour, words: n > 1 ? t('wall.alertsOf', { hazard: row.hazard_name, n }) : row.hazard_name }))
    return { shown, more: found.length - shown.length }
  })
}
