/** Supplies of one incident without a screen: what was typed, which step comes next, what belongs together, what is owed. */
import type { components } from '@/api/schema'
import { nearest } from '../search/match'
import { spelling } from '../search/spelling'
import type { SupplyRow } from './wire'

type Rows = components['schemas']
export type Item = Rows['ItemRow']
export type Source = Rows['SourceRow']
export type StockAlert = Rows['StockAlert']
export type State = SupplyRow['state']
export type Step = 'approve' | 'reserve' | 'pick' | 'ship' | 'receive' | 'settle' | 'return' | 'paper' | 'cancel'

export interface Asked {
  words: string
  quantity: number | null
}

/** 毛毯 500、500条毛毯、救生衣x30: the number is the quantity, the rest is the thing. */
export function asked(text: string): Asked {
  const plain = text.normalize('NFKC').replace(/[×xX*]\s*(?=\d)/g, ' ')
  const found = /(?:^|\s|[^\d.\w-])(\d{1,7})(?![\d.])\s*([件套只条床张顶台艘把盘桶副盒部吨根包卷瓶份个]?)(?=\s|$|[^\w])/.exec(` ${plain} `)
  if (!found) return { words: plain.trim(), quantity: null }
  const quantity = Number(found[1])
  const words = ` ${plain} `.replace(`${found[1]}${found[2] ?? ''}`, ' ').replace(/\s+/g, ' ').trim()
  return { words, quantity: quantity > 0 ? quantity : null }
}

/** Items by name, pinyin initials, local number or national code. */
export function matching(words: string, items: readonly Item[], most: number): Item[] {
  return nearest(words, items, (item) => ({ text: item.name, also: [item.sku, item.code7], spelling: spelling(item.name) }), most)
}

/** Up to the next word a person says about it; a verbal order also owes its paper, whatever state it is in. */
export function nextSteps(row: SupplyRow): Step[] {
  const main: Record<State, Step[]> = {
    requested: ['approve', 'cancel'],
    approved: ['reserve', 'cancel'],
    back_order: row.proposed === null ? ['cancel'] : ['reserve', 'cancel'],
    reserved: ['ship', 'pick', 'cancel'],
    picked: ['ship', 'cancel'],
    shipped: ['receive'],
    received: row.return_by ? ['return', 'settle'] : ['settle', 'return'],
    settled: [],
    returned: [],
    cancelled: [],
  }
  const paper = row.verbal && row.paper_at === null && row.parent === null && row.state !== 'cancelled'
  return paper ? [...main[row.state], 'paper'] : main[row.state]
}

const OVER: readonly State[] = ['settled', 'returned', 'cancelled']
export const isOver = (row: SupplyRow): boolean => OVER.includes(row.state)

export interface Family {
  row: SupplyRow
  /** What the depot lacked, asked of the next one, and what that lacked. */
  rests: SupplyRow[]
}

/** Newest first; what is over goes last. A back-order stands under the request it fills up. */
export function families(rows: Iterable<SupplyRow>, incident: number): Family[] {
  const mine = [...rows].filter((row) => row.incident === incident)
  const byId = new Map(mine.map((row) => [row.id, row]))
  const rootOf = (row: SupplyRow): SupplyRow => {
    let at = row
    for (let parent = at.parent === null ? undefined : byId.get(at.parent); parent; parent = at.parent === null ? undefined : byId.get(at.parent)) at = parent
    return at
  }
  const found = new Map<number, Family>()
  for (const row of mine.sort((a, b) => a.id - b.id)) {
    const root = rootOf(row)
    const family = found.get(root.id)
    if (family && root !== row) family.rests.push(row)
    else found.set(root.id, { row: root, rests: root === row ? [] : [row] })
  }
  const over = (family: Family): number => Number([family.row, ...family.rests].every(isOver))
  return [...found.values()].sort((a, b) => over(a) - over(b) || b.row.id - a.row.id)
}

/** The way a request goes, with the time of each step taken. */
export const WAY = ['requested', 'approved', 'reserved', 'shipped', 'received'] as const
export function way(row: SupplyRow): Array<{ step: (typeof WAY)[number]; at: string | null }> {
  return WAY.map((step) => ({ step, at: row[`${step}_at`] }))
}

/** Seconds until the paper or the return is due; negative = overdue; null = nothing owed. */
export function owed(row: SupplyRow, now: number): { what: 'paper' | 'return'; seconds: number } | null {
  const left = (at: string): number => Math.floor((Date.parse(at) - now) / 1000)
  if (row.verbal && row.paper_at === null && row.paper_due_at && row.state !== 'cancelled') return { what: 'paper', seconds: left(row.paper_due_at) }
  if (row.return_by && row.state === 'received') return { what: 'return', seconds: left(row.return_by) }
  return null
}

/** A term of days is read in hours, not in seconds: 47 → { hours: 47 }; the last hour in minutes. */
export function term(seconds: number): { unit: 'days' | 'hours' | 'minutes'; n: number } {
  const abs = Math.abs(seconds)
  if (abs >= 72 * 3600) return { unit: 'days', n: Math.floor(abs / 86_400) }
  if (abs >= 3600) return { unit: 'hours', n: Math.floor(abs / 3600) }
  return { unit: 'minutes', n: Math.floor(abs / 60) }
}
