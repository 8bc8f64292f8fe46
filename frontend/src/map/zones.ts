/** Danger areas and standby posts as simple layers under the forces: ground that must be known, never louder than an alarm. */
import type { Feature, Geometry, Point } from 'geojson'
import type { LayerSpecification } from 'maplibre-gl'

export interface DangerRow {
  id: number
  incident: number | null
  name: string
  kind: string
  shape: Geometry
  active: boolean
  x: number | null
}
export interface PostRow {
  id: number
  name: string
  lon: number
  lat: number
  kind: string
}

/** Red belongs to grade Ⅰ and orange to warnings: danger ground is the SOS's own rose, a dead zone the grey of what is lost. */
export const DANGER_COLOUR = '#ff5d8f'
export const DEAD_ZONE_COLOUR = '#74879a'
export const POST_COLOUR = '#7fd4e6'

export function dangerFeatures(rows: Iterable<DangerRow>): Feature[] {
  const found: Feature[] = []
  for (const row of rows) {
    if (!row.active || !row.shape || !('type' in row.shape)) continue
    found.push({ type: 'Feature', geometry: row.shape, properties: { label: row.name, dead: row.kind === 'dead_zone' } })
  }
  return found
}

export function postFeatures(rows: Iterable<PostRow>): Array<Feature<Point>> {
  return [...rows]
    .filter((row) => typeof row.lon === 'number' && typeof row.lat === 'number')
    .map((row) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [row.lon, row.lat] }, properties: { label: row.name } }))
}

export const ZONE_SOURCES = ['dangers', 'posts', 'draft'] as const

/** From this zoom on a post is worth its name; below, a hollow dot. */
const POST_NAME_ZOOM = 11

export function zoneLayers(scale: number): LayerSpecification[] {
  const colour: never = ['case', ['get', 'dead'], DEAD_ZONE_COLOUR, DANGER_COLOUR] as never
  return [
    { id: 'danger-fill', type: 'fill', source: 'dangers', paint: { 'fill-color': colour, 'fill-opacity': 0.14 } },
    { id: 'danger-line', type: 'line', source: 'dangers', paint: { 'line-color': colour, 'line-width': 1.8 * scale, 'line-dasharray': [4, 2] } },
    {
      id: 'danger-name',
      type: 'symbol',
      source: 'dangers',
      layout: { 'text-field': ['get', 'label'], 'text-size': 12.5 * scale, 'text-max-width': 10 },
      paint: { 'text-color': ['case', ['get', 'dead'], '#a9bccb', '#ff9dbd'], 'text-halo-color': '#0b1118', 'text-halo-width': 1.5 },
    },
    {
      id: 'posts',
      type: 'circle',
      source: 'posts',
      minzoom: 8.5,
      paint: { 'circle-radius': 4 * scale, 'circle-color': '#0b1118', 'circle-stroke-color': POST_COLOUR, 'circle-stroke-width': 1.4 * scale },
    },
    {
      id: 'post-name',
      type: 'symbol',
      source: 'posts',
      minzoom: POST_NAME_ZOOM,
      layout: { 'text-field': ['get', 'label'], 'text-size': 11 * scale, 'text-anchor': 'top', 'text-offset': [0, 0.7], 'text-optional': true },
      paint: { 'text-color': '#9fd5df', 'text-halo-color': '#0b1118', 'text-halo-width': 1.2 },
    },
    { id: 'draft-fill', type: 'fill', source: 'draft', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': '#4fb3e8', 'fill-opacity': 0.15 } },
    { id: 'draft-line', type: 'line', source: 'draft', paint: { 'line-color': '#4fb3e8', 'line-width': 2 * scale, 'line-dasharray': [2, 2] } },
  ]
}
