/** 预警范围 on the map: the ground of the warning that is open or being drafted – districts by their borders, towns at their seats, and the line that was drawn. */
import type { Feature } from 'geojson'
import type { GeoJSONSource, LngLatBoundsLike, Map as MapLibre } from 'maplibre-gl'

import { get } from '@/api/client'
import { DISTRICTS_URL } from './basemap'
import { collection } from './features'
import type { MapPart } from './part'

export interface Ground {
  codes: readonly string[]
  polygon: number[][] | null
  colour: string
}
interface Seat {
  code: string
  name: string
  lon: number | null
  lat: number | null
}

const SOURCE = 'ground'
const COLOURS: Readonly<Record<string, string>> = { red: '#ff3b30', orange: '#ff9500', yellow: '#ffd60a', blue: '#4c9bff', white: '#f4f7fa' }
const DISTRICT = 6
const NEAR_ZOOM = 11
let map: MapLibre | null = null
let shown: Ground | null = null
let borders: Feature[] = []
let seats = new Map<string, Seat>()
let asked: Promise<void> | null = null

/** Read when a ground is shown for the first time; a map without them shows the line alone. */
function known(): Promise<void> {
  asked ??= Promise.all([
    fetch(DISTRICTS_URL).then((answer) => (answer.ok ? answer.json() : { features: [] }) as Promise<GeoJSON.FeatureCollection>).then((found) => void (borders = found.features)),
    get<Seat[]>('/api/areas').then((rows) => void (seats = new Map(rows.map((row) => [row.code, row])))),
  ]).then(
    () => undefined,
    () => void (asked = null),
  )
  return asked
}

/** Pure: what is drawn for these codes and this line. */
export function groundFeatures(of: Ground, districts: readonly Feature[], towns: ReadonlyMap<string, Seat>): Feature[] {
  const found: Feature[] = []
  const colour = COLOURS[of.colour] ?? COLOURS.white
  for (const code of of.codes) {
    if (code.length <= DISTRICT) {
      for (const one of districts) if (String(one.properties?.code ?? '').startsWith(code)) found.push({ type: 'Feature', geometry: one.geometry, properties: { kind: 'area', colour } })
      continue
    }
    const seat = towns.get(code)
    if (seat?.lon != null && seat.lat != null) found.push({ type: 'Feature', geometry: { type: 'Point', coordinates: [seat.lon, seat.lat] }, properties: { kind: 'town', colour, label: seat.name } })
  }
  if (of.polygon && of.polygon.length > 3) found.push({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [of.polygon] }, properties: { kind: 'line', colour } })
  return found
}

export function boxOf(features: readonly Feature[]): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return
    if (typeof part[0] !== 'number') return part.forEach(walk)
    const [x, y] = part as [number, number]
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  for (const one of features) if ('coordinates' in one.geometry) walk(one.geometry.coordinates)
  return box[0] === Infinity ? null : box
}

function draw(move: boolean): void {
  const source = map?.getSource(SOURCE) as GeoJSONSource | undefined
  if (!source || !map) return
  const features = shown ? groundFeatures(shown, borders, seats) : []
  source.setData(collection(features))
  const box = move ? boxOf(features) : null
  if (box) map.fitBounds(box as LngLatBoundsLike, { padding: 60, maxZoom: NEAR_ZOOM, duration: 0 })
}

/** null: nothing of the kind is open. The map moves only when the ground is another one. */
export function showGround(next: Ground | null): void {
  const other = JSON.stringify([next?.codes, next?.polygon]) !== JSON.stringify([shown?.codes, shown?.polygon])
  shown = next
  draw(false)
  if (next) void known().then(() => shown === next && draw(other))
}

export const groundPart: MapPart = {
  name: 'ground',
  attach({ map: opened, scale, interactive, below }) {
    if (!interactive) return { detach() {} }
    map = opened
    const is = (kind: string): never => ['==', ['get', 'kind'], kind] as never
    opened.addSource(SOURCE, { type: 'geojson', data: collection([]) })
    opened.addLayer({ id: 'ground-area', type: 'fill', source: SOURCE, filter: is('area'), paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.16 } }, below)
    opened.addLayer({ id: 'ground-border', type: 'line', source: SOURCE, filter: is('area'), paint: { 'line-color': ['get', 'colour'], 'line-width': 1.6 * scale, 'line-opacity': 0.8 } }, below)
    opened.addLayer({ id: 'ground-line', type: 'line', source: SOURCE, filter: is('line'), paint: { 'line-color': ['get', 'colour'], 'line-width': 2.4 * scale, 'line-dasharray': [3, 2] } }, below)
    opened.addLayer({ id: 'ground-town', type: 'circle', source: SOURCE, filter: is('town'), paint: { 'circle-radius': 16 * scale, 'circle-color': ['get', 'colour'], 'circle-opacity': 0.25, 'circle-stroke-color': ['get', 'colour'], 'circle-stroke-width': 1.6 * scale } }, below)
    draw(false)
    return {
      detach() {
        if (map === opened) map = null
      },
    }
  },
}
