/** 到场覆盖 on the map: each town by the minutes until a ready team is there, while the desk's page is open. Quiet where it is soon, loud where nobody comes. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import { collection } from './features'
import type { MapPart } from './part'

export interface ShownPlace {
  lon: number
  lat: number
  /** Index of the class of minutes; the last is beyond all of them. */
  grade: number
  name: string
  minutes: number | null
}

/** By class of minutes: greys that step back, then the two that must be seen. */
export const REACH_COLOURS = ['#3f5f74', '#6f8798', '#d9a441', '#ff7a59'] as const
const SOURCE = 'reach'
/** From this zoom on a town is worth its name and minutes; those beyond every class always are. */
const NAME_ZOOM = 10.4
let map: MapLibre | null = null
let shown: readonly ShownPlace[] | null = null

export function showReach(next: readonly ShownPlace[] | null): void {
  const opening = shown === null
  shown = next
  draw()
  if (opening) overlook()
}

/** Whoever was looking at one place sees them all; who sees any of them already stays where they are. */
function overlook(): void {
  if (!map || !shown?.length) return
  const view = map.getBounds()
  if (shown.some((one) => view.contains([one.lon, one.lat]))) return
  const lons = shown.map((one) => one.lon)
  const lats = shown.map((one) => one.lat)
  map.fitBounds([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]], { padding: 40, duration: 0 })
}

export function reachFeatures(places: readonly ShownPlace[]): Feature[] {
  const worst = REACH_COLOURS.length - 1
  return places.map((one) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [one.lon, one.lat] },
    properties: { grade: Math.min(one.grade, worst), label: one.minutes === null ? one.name : `${one.name} ${one.minutes}′` },
  }))
}

function draw(): void {
  const source = map?.getSource(SOURCE) as GeoJSONSource | undefined
  source?.setData(collection(shown ? reachFeatures(shown) : []))
}

export const reachPart: MapPart = {
  name: 'reach',
  attach({ map: opened, scale, interactive }) {
    if (!interactive) return { detach() {} }
    map = opened
    const grade: never = ['get', 'grade'] as never
    opened.addSource(SOURCE, { type: 'geojson', data: collection([]) })
    opened.addLayer({
      id: 'reach-place', type: 'circle', source: SOURCE, layout: { 'circle-sort-key': grade },
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, ['case', ['>=', grade, 2], 7 * scale, 5 * scale], 12, ['case', ['>=', grade, 2], 15 * scale, 12 * scale]],
        'circle-color': ['match', grade, 0, REACH_COLOURS[0], 1, REACH_COLOURS[1], 2, REACH_COLOURS[2], REACH_COLOURS[3]],
        'circle-opacity': 0.8, 'circle-stroke-color': '#0b1118', 'circle-stroke-width': 1,
      },
    })
    const words: never = { 'text-field': ['get', 'label'], 'text-size': 11.5 * scale, 'text-anchor': 'top', 'text-offset': [0, 0.8], 'text-optional': true } as never
    const paint: never = { 'text-color': '#cfdbe5', 'text-halo-color': '#0b1118', 'text-halo-width': 1.5 } as never
    opened.addLayer({ id: 'reach-name', type: 'symbol', source: SOURCE, minzoom: NAME_ZOOM, layout: words, paint })
    opened.addLayer({ id: 'reach-gap-name', type: 'symbol', source: SOURCE, maxzoom: NAME_ZOOM, filter: ['>=', grade, REACH_COLOURS.length - 1] as never, layout: words, paint })
    draw()
    return {
      detach() {
        if (map === opened) map = null
      },
    }
  },
}
