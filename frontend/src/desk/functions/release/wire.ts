/** Releases as the server sends them. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type Release = Rows['ReleaseRow']
export type ReleaseWhole = Rows['ReleaseWhole']
export type Difference = Rows['ReleaseDifference']
export type Measure = Difference['measure']

/** In the order of the public table. */
export const ITEMS: readonly Measure[] = [
  'deaths', 'missing', 'trapped', 'serious_injuries', 'injuries', 'affected', 'evacuated', 'resettled', 'need_relief', 'houses_collapsed', 'houses_damaged',
  'crop_ha', 'burned_ha', 'area_ha', 'loss_yuan',
]
const RANK = { submitted: 0, draft: 1, signed: 2, corrected: 3, withdrawn: 4, dropped: 5 } as const
export const inOrder = (rows: Iterable<Release>): Release[] => [...rows].filter((one) => one.state !== 'dropped').sort((a, b) => RANK[a.state] - RANK[b.state] || b.id - a.id)

/** What stands in the form as the server wants it: an empty field is no nought. */
export function figuresOf(form: Readonly<Record<string, string>>): Record<string, number> {
  const found: Record<string, number> = {}
  for (const item of ITEMS) {
    const said = (form[item] ?? '').trim()
    if (said !== '' && Number.isFinite(Number(said))) found[item] = Number(said)
  }
  return found
}

/** Fields of the form whose number is not the report's. */
export function unlike(figures: Readonly<Record<string, number>>, reported: Readonly<Record<string, number>>): Set<string> {
  return new Set(Object.entries(figures).filter(([item, value]) => reported[item] !== value).map(([item]) => item))
}
