/** Bring a plot into view on the desk's map. */
import { drawable } from '@/map/plots/drawing'
import type { PlotRow } from './wire'

const PANEL = 400 // the tool's own panel lies over the left of the map

export function boxOf(shape: unknown): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90]
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return
    if (typeof part[0] === 'number') {
      box[0] = Math.min(box[0], part[0] as number)
      box[1] = Math.min(box[1], part[1] as number)
      box[2] = Math.max(box[2], part[0] as number)
      box[3] = Math.max(box[3], part[1] as number)
    } else part.forEach(walk)
  }
  walk((shape as { coordinates?: unknown }).coordinates)
  return box
}

export function showOnMap(row: Pick<PlotRow, 'shape'>): void {
  const map = drawable.map.value
  if (!map) return
  const left = map.getContainer().clientWidth > 2 * PANEL ? PANEL : 60
  map.fitBounds(boxOf(row.shape), { padding: { top: 60, bottom: 60, right: 60, left }, maxZoom: 14, duration: 700 })
}
