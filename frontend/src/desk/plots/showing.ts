/** Bring a plot into view on the desk's map. */
import { drawable } from '@/map/plots/drawing'
import type { PlotRow } from './wire'

/** Around what is shown; on the left the tool's own panel lies over the map. */
const GAP = 60

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
  const box = map.getContainer()
  const panel = box.closest('.map')?.querySelector<HTMLElement>('.map-panel')
  const left = Math.min(panel ? panel.offsetLeft + panel.offsetWidth + GAP : GAP, Math.max(GAP, box.clientWidth - 3 * GAP))
  map.fitBounds(boxOf(row.shape), { padding: { top: GAP, bottom: GAP, right: GAP, left }, maxZoom: 14, duration: 700 })
}
