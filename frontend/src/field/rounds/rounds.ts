/** A checklist under way on a phone: what is answered, what is missing, and what is sent. No Vue. */
import type { components } from '@/api/schema'
import { metresBetween, type At } from '../woods'

type Rows = components['schemas']
export type MyRound = Rows['MyRound']
export type Target = Rows['TargetRow']
export type Item = Rows['CheckItemRow']
export type Value = 'yes' | 'no' | 'na'

export interface Said {
  value?: Value
  /** As typed; empty: not measured. */
  number?: string
  note?: string
  hazard?: boolean
}
export type Draft = Record<number, Said>

export function numberOf(said: Said | undefined): number | null {
  const text = (said?.number ?? '').trim().replace(',', '.')
  const value = Number(text)
  return text !== '' && Number.isFinite(value) ? value : null
}

export function isAnswered(item: Item, said: Said | undefined): boolean {
  if (item.kind === 'number') return numberOf(said) !== null || said?.value === 'na'
  return said?.value !== undefined
}

/** Items still open, and items whose picture is asked for and not taken; what does not apply needs none. */
export function missing(items: readonly Item[], draft: Draft, pictures: ReadonlySet<number>): { open: Item[]; photos: Item[] } {
  return {
    open: items.filter((item) => !isAnswered(item, draft[item.id])),
    photos: items.filter((item) => item.photo && draft[item.id]?.value !== 'na' && !pictures.has(item.id)),
  }
}

export interface Visit {
  client_key: string
  at: string
  note: string
  lon?: number
  lat?: number
  answers: Array<{ item: number; value: string; number?: number; note: string; hazard: boolean }>
}

export function visitOf(items: readonly Item[], draft: Draft, key: string, at: string, here: At | null, note: string): Visit {
  const answers = items.map((item) => {
    const said = draft[item.id] ?? {}
    const number = item.kind === 'number' && said.value !== 'na' ? numberOf(said) : null
    const value = number === null ? (said.value ?? 'na') : 'measured'
    return { item: item.id, value, ...(number === null ? {} : { number }), note: (said.note ?? '').trim(), hazard: value === 'no' && said.hazard !== false }
  })
  return { client_key: key, at, note: note.trim(), ...(here ? { lon: here.lon, lat: here.lat } : {}), answers }
}

/** What is not looked at first, the nearest first where the phone knows where it is. */
export function inOrder(targets: readonly Target[], done: ReadonlySet<number>, here: At | null): Target[] {
  const seen = (one: Target): boolean => one.visited_at !== null || done.has(one.id)
  const away = (one: Target): number => (here ? metresBetween(one, here) : one.id)
  return [...targets].sort((a, b) => Number(seen(a)) - Number(seen(b)) || away(a) - away(b))
}
