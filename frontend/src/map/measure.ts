/** 量测 on the map: the line or ring that is being measured, with its lengths written on it. What it means is counted in the desk's panel. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from 'maplibre-gl'

import { collection } from './features'
import type { MapPart } from './part'

type Point = [number, number]
export interface Measured {
  points: Point[]
  closed: boolean
  /** Written on the legs, and at the end. */
  labels: Array<{ at: Point; text: string; strong: boolean }>
}
/** Follows the mouse while measuring; null = no longer over the map. */
type Hover = (at: Point | null) => void

const SOURCE = 'measure'
const LAYERS = ['measure-area', 'measure-line', 'measure-points', 'measure-labels']
const COLOUR = '#f2d27a'

let map: MapLibre | null = null
let shown: Measured | null = null
let hover: Hover | null = null
let finish: (() => void) | null = null

function draw(): void {
  const source = map?.getSource(SOURCE) as GeoJSONSource | undefined
  if (!source) return
  const features: Feature[] = []
  if (shown && shown.points.length) {
    const { points, closed, labels } = shown
    if (closed && points.length > 2) features.push({ type: 'Feature', properties: { kind: 'area' }, geometry: { type: 'Polygon', coordinates: [[...points, points[0]]] } })
    if (points.length > 1) features.push({ type: 'Feature', properties: { kind: 'line' }, geometry: { type: 'LineString', coordinates: closed && points.length > 2 ? [...points, points[0]] : points } })
    for (const at of points) features.push({ type: 'Feature', properties: { kind: 'point' }, geometry: { type: 'Point', coordinates: at } })
    for (const { at, text, strong } of labels) features.push({ type: 'Feature', properties: { kind: 'label', text, strong: strong ? 1 : 0 }, geometry: { type: 'Point', coordinates: at } })
  }
  source.setData(collection(features))
}

export function showMeasure(measured: Measured | null): void {
  shown = measured
  draw()
}

/** Takes the mouse: where it is, and the double click that ends; the clicks themselves come through the desk. */
export function followMouse(onHover: Hover | null, onFinish: (() => void) | null): void {
  hover = onHover
  finish = onFinish
  if (!map) return
  if (onHover) map.doubleClickZoom.disable()
  else map.doubleClickZoom.enable()
}

export const measurePart: MapPart = {
  name: 'measure',
  attach({ map: own, scale, interactive }) {
    if (!interactive) return { detach: () => {} }
    map = own
    own.addSource(SOURCE, { type: 'geojson', data: collection([]) })
    own.addLayer({ id: LAYERS[0], type: 'fill', source: SOURCE, filter: ['==', ['get', 'kind'], 'area'], paint: { 'fill-color': COLOUR, 'fill-opacity': 0.12 } })
    own.addLayer({ id: LAYERS[1], type: 'line', source: SOURCE, filter: ['==', ['get', 'kind'], 'line'], paint: { 'line-color': COLOUR, 'line-width': 2 * scale, 'line-dasharray': [3, 1.5] } })
    own.addLayer({ id: LAYERS[2], type: 'circle', source: SOURCE, filter: ['==', ['get', 'kind'], 'point'], paint: { 'circle-radius': 3.5 * scale, 'circle-color': '#0b1118', 'circle-stroke-color': COLOUR, 'circle-stroke-width': 2 } })
    own.addLayer({
      id: LAYERS[3], type: 'symbol', source: SOURCE, filter: ['==', ['get', 'kind'], 'label'],
      layout: { 'text-field': ['get', 'text'], 'text-size': ['case', ['==', ['get', 'strong'], 1], 14 * scale, 12 * scale], 'text-offset': [0, -1], 'symbol-sort-key': ['-', 1, ['get', 'strong']] },
      paint: { 'text-color': '#fff3cf', 'text-halo-color': '#0b1118', 'text-halo-width': 1.8 },
    })
    const move = (event: MapMouseEvent): void => hover?.([event.lngLat.lng, event.lngLat.lat])
    const out = (): void => hover?.(null)
    const end = (): void => finish?.()
    own.on('mousemove', move)
    own.on('mouseout', out)
    own.on('dblclick', end)
    if (hover) own.doubleClickZoom.disable()
    draw()
    return {
      detach() {
        if (map === own) map = null
      },
    }
  },
}
