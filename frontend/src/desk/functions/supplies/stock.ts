/** Stock without a screen: what a city has of each thing, what is short, which transfers go on. Pure. */
import type { components } from '@/api/schema'
import { isOver, owed } from '../../incident/supplies'
import type { SupplyRow } from '../../incident/wire'

type Rows = components['schemas']
export type Depot = Rows['DepotRow']
export type Stock = Rows['StockRow']
export type Alert = Rows['StockAlert']
export type Agreement = Rows['AgreementRow']

export interface ItemSum {
  item: number
  name: string
  unit_of: string
  depots: number
  on_hand: number
  reserved: number
  available: number
  floor: number
  expired: number
}
/** The same thing over all depots; those under their floors first. */
export function byItem(rows: readonly Stock[]): ItemSum[] {
  const sums = new Map<number, ItemSum>()
  for (const row of rows) {
    const sum = sums.get(row.item) ?? { item: row.item, name: row.item_name, unit_of: row.unit_of, depots: 0, on_hand: 0, reserved: 0, available: 0, floor: 0, expired: 0 }
    sums.set(row.item, sum)
    sum.depots += 1
    for (const name of ['on_hand', 'reserved', 'available', 'floor', 'expired'] as const) sum[name] += row[name]
  }
  return [...sums.values()].sort((a, b) => Number(b.available < b.floor) - Number(a.available < a.floor) || a.name.localeCompare(b.name, 'zh-CN'))
}
export const low = (row: { available: number; floor: number }): boolean => row.floor > 0 && row.available < row.floor

const STAGE: Record<SupplyRow['state'], number> = { requested: 0, back_order: 0, approved: 1, reserved: 2, picked: 2, shipped: 3, received: 4, settled: 5, returned: 5, cancelled: 5 }
/** What goes on: the late first, then what waits longest for its next hand. */
export function going(rows: Iterable<SupplyRow>, now: number, over = false): SupplyRow[] {
  const late = (row: SupplyRow): number => Number((owed(row, now)?.seconds ?? 1) < 0)
  return [...rows].filter((row) => over || !isOver(row)).sort((a, b) => Number(isOver(a)) - Number(isOver(b)) || late(b) - late(a) || STAGE[a.state] - STAGE[b.state] || a.id - b.id)
}
export const lateOf = (rows: readonly SupplyRow[], now: number): number => rows.filter((row) => (owed(row, now)?.seconds ?? 1) < 0).length
