/** Responses in force, the highest level first; of one family the highest only, a drill's never beside the real ones. */
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import type { components } from '@/api/schema'
import { useLive } from '@/live/live'

type Row = components['schemas']['ResponseRow']
export interface Shown {
  key: string
  level: number
  shape: string
  words: string
}
const SHAPES = ['★', '▲', '◆', '■', '●']
const MOST = 3

/** Pure: what stands in the header. */
export function inForce(rows: Iterable<Row>): Row[] {
  const active = [...rows].filter((row) => row.state === 'active')
  const real = active.filter((row) => row.x === null)
  const best = new Map<string, Row>()
  for (const row of real.length ? real : active) if ((best.get(row.family)?.level ?? 9) > row.level) best.set(row.family, row)
  return [...best.values()].sort((a, b) => a.level - b.level || a.id - b.id).slice(0, MOST)
}

export function useResponses(): ComputedRef<Shown[]> {
  const { t } = useI18n()
  const rows = useLive().board.table('responses' as never) as unknown as { value: Map<string, Row> }
  return computed(() =>
    inForce(rows.value.values()).map((row) => ({
      key: String(row.id), level: row.level, shape: SHAPES[row.level] ?? '', words: t(`responses.short`, { family: t(`responses.family.${row.family}`), level: t(`responses.level.${row.level}`) }),
    })),
  )
}
