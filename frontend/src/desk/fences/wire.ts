/** Fences as the desk reads them, and how one of them is put in words. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type FenceRow = Rows['FenceRow']
export type FenceGuest = Rows['FenceGuest']
export type Watched = FenceRow['watches'][number]
export type Ground = 'polygon' | 'circle' | 'strip'

export const KINDS: readonly Watched[] = ['person', 'team', 'vehicle', 'uav', 'vessel', 'radio', 'phone', 'other']

type T = (key: string, given?: Record<string, unknown>) => string

/** What it does, in a line: whom it watches and when it rings. */
export function saidOf(row: FenceRow, t: T, days: readonly string[]): string {
  const watched = row.watches.length ? row.watches.map((kind) => t(`fences.kinds.${kind}`)).join('、') : t('fences.everything')
  const rings = [
    row.on_enter ? t('fences.onEnter') : '',
    row.on_leave ? t('fences.onLeave') : '',
    row.dwell_s ? `${t('fences.dwell')} ${Math.round(row.dwell_s / 60)} ${t('fences.minutes')}` : '',
  ].filter(Boolean)
  const hours = row.windows.map((one) => t('fences.weekly', { days: one.days.map((day) => days[day - 1]).join(''), since: one.since, until: one.until }))
  return [watched, rings.length ? rings.join('/') : t('fences.silent'), ...hours].join(' · ')
}

/** Its middle and a zoom that shows all of it. */
export function viewOf(shape: GeoJSON.Geometry): { lon: number; lat: number; zoom: number } {
  const box = [180, 90, -180, -90]
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return
    if (typeof part[0] === 'number') {
      box[0] = Math.min(box[0]!, part[0])
      box[1] = Math.min(box[1]!, part[1] as number)
      box[2] = Math.max(box[2]!, part[0])
      box[3] = Math.max(box[3]!, part[1] as number)
    } else part.forEach(walk)
  }
  if ('coordinates' in shape) walk(shape.coordinates)
  const span = Math.max(box[2]! - box[0]!, (box[3]! - box[1]!) * 1.4, 0.002)
  const zoom = Math.min(15, Math.log2(360 / span) - 0.9)
  return { lon: besideThePanel((box[0]! + box[2]!) / 2, zoom), lat: (box[1]! + box[3]!) / 2, zoom }
}

/** Half of what the open panel covers, pixels. */
const COVERED = 200

/** Where the map's middle must be for `lon` to lie in the middle of what the panel leaves free. */
export function besideThePanel(lon: number, zoom: number): number {
  return lon - (COVERED * 360) / (512 * 2 ** zoom)
}
