/** 周边分析 on the map: the rings that were asked about and the objects that are named, while the desk's panel is open. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'

import { collection } from './features'
import { URGENCY_COLOUR } from './marks'
import type { MapPart } from './part'

export interface ShownAround {
  lon: number
  lat: number
  rings: Array<{ shape: GeoJSON.Geometry; label: string }>
  objects: Array<{ lon: number; lat: number; name: string; urgent: boolean }>
  teams: Array<{ lon: number; lat: number; name: string }>
  /** The one under the pointer in the list. */
  pointed: { lon: number; lat: number } | null
}

const SOURCE = 'around'
const COLOUR = '#8fd0f2'
let map: MapLibre | null = null
let shown: ShownAround | null = null

export function showAround(next: ShownAround | null): void {
  shown = next
  draw()
}

/** The northernmost corner of a ring: where its distance is written. */
function top(shape: GeoJSON.Geometry): [number, number] | null {
  let best: [number, number] | null = null
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return
    if (typeof part[0] === 'number') {
      if (best === null || (part[1] as number) > best[1]) best = [part[0] as number, part[1] as number]
    } else part.forEach(walk)
  }
  if ('coordinates' in shape) walk(shape.coordinates)
  return best
}

export function aroundFeatures(of: ShownAround): Feature[] {
  const features: Feature[] = of.rings.map((ring) => ({ type: 'Feature', geometry: ring.shape, properties: { kind: 'ring' } }))
  const point = (lon: number, lat: number, properties: Record<string, unknown>): Feature => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties })
  for (const ring of of.rings) {
    const at = top(ring.shape)
    if (at && ring.label) features.push(point(at[0], at[1], { kind: 'ring-name', label: ring.label }))
  }
  for (const one of of.objects) features.push(point(one.lon, one.lat, { kind: 'object', label: one.name, urgent: one.urgent ? 1 : 0 }))
  for (const one of of.teams) {
    features.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: [[one.lon, one.lat], [of.lon, of.lat]] }, properties: { kind: 'way' } })
    features.push(point(one.lon, one.lat, { kind: 'team', label: one.name }))
  }
  if (of.pointed) features.push(point(of.pointed.lon, of.pointed.lat, { kind: 'pointed' }))
  features.push(point(of.lon, of.lat, { kind: 'middle' }))
  return features
}

function draw(): void {
  const source = map?.getSource(SOURCE) as GeoJSONSource | undefined
  source?.setData(collection(shown ? aroundFeatures(shown) : []))
}

export const aroundPart: MapPart = {
  name: 'around',
  attach({ map: opened, scale, interactive }) {
    if (!interactive) return { detach() {} }
    map = opened
    const is = (kind: string): never => ['==', ['get', 'kind'], kind] as never
    opened.addSource(SOURCE, { type: 'geojson', data: collection([]) })
    opened.addLayer({ id: 'around-line', type: 'line', source: SOURCE, filter: is('ring'), paint: { 'line-color': COLOUR, 'line-width': 1.4 * scale, 'line-opacity': 0.85 } })
    opened.addLayer({ id: 'around-way', type: 'line', source: SOURCE, filter: is('way'), paint: { 'line-color': '#7fd4e6', 'line-width': 1.2 * scale, 'line-dasharray': [2, 3], 'line-opacity': 0.7 } })
    opened.addLayer({
      id: 'around-object', type: 'circle', source: SOURCE, filter: is('object'),
      paint: {
        'circle-radius': ['case', ['==', ['get', 'urgent'], 1], 4.5 * scale, 3 * scale],
        'circle-color': ['case', ['==', ['get', 'urgent'], 1], URGENCY_COLOUR.urgent, '#cfe3ef'],
        'circle-stroke-color': '#0b1118', 'circle-stroke-width': 1,
      },
    })
    opened.addLayer({ id: 'around-team', type: 'circle', source: SOURCE, filter: is('team'), paint: { 'circle-radius': 9 * scale, 'circle-opacity': 0, 'circle-stroke-color': '#7fd4e6', 'circle-stroke-width': 1.6 * scale } })
    opened.addLayer({ id: 'around-pointed', type: 'circle', source: SOURCE, filter: is('pointed'), paint: { 'circle-radius': 11 * scale, 'circle-opacity': 0, 'circle-stroke-color': '#4fb3e8', 'circle-stroke-width': 2.4 * scale } })
    opened.addLayer({ id: 'around-middle', type: 'circle', source: SOURCE, filter: is('middle'), paint: { 'circle-radius': 3.5 * scale, 'circle-color': COLOUR, 'circle-stroke-color': '#0b1118', 'circle-stroke-width': 1.5 } })
    opened.addLayer({
      id: 'around-ring-name', type: 'symbol', source: SOURCE, filter: is('ring-name'),
      layout: { 'text-field': ['get', 'label'], 'text-size': 12 * scale, 'text-anchor': 'bottom', 'text-allow-overlap': true },
      paint: { 'text-color': COLOUR, 'text-halo-color': '#0b1118', 'text-halo-width': 1.6 },
    })
    opened.addLayer({
      id: 'around-name', type: 'symbol', source: SOURCE, filter: ['all', is('object'), ['==', ['get', 'urgent'], 1]], minzoom: 11,
      layout: { 'text-field': ['get', 'label'], 'text-size': 11 * scale, 'text-anchor': 'top', 'text-offset': [0, 0.6], 'text-optional': true },
      paint: { 'text-color': '#ffdf9e', 'text-halo-color': '#0b1118', 'text-halo-width': 1.4 },
    })
    draw()
    return {
      detach() {
        if (map === opened) map = null
      },
    }
  },
}

