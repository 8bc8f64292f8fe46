/** 电子围栏 on every map of the centre: quiet ground lines, loud only where somebody is who should not be. No Vue. */
import type { Feature, Geometry } from 'geojson'
import type { GeoJSONSource } from 'maplibre-gl'

import { collection } from './features'
import { URGENCY_COLOUR } from './marks'
import type { AttachedPart, MapPart } from './part'

export interface FenceOnMap {
  id: number
  name: string
  shape: Geometry
  on_enter: boolean
  inside_count: number
  inside: Array<{ found: boolean }>
}

const SOURCE = 'fences'
const CHOSEN = 'fence-chosen'
/** Neither a force, nor a warning, nor an alarm. */
const QUIET = '#9db4c8'
const REACH = 5

/** Somebody came in where coming in is an alarm. */
export const crossed = (row: FenceOnMap): boolean => row.on_enter && row.inside.some((guest) => !guest.found)

export function fenceFeatures(rows: Iterable<FenceOnMap>): Feature[] {
  return [...rows].map((row) => ({
    type: 'Feature',
    geometry: row.shape,
    properties: { id: row.id, label: row.inside_count ? `${row.name} · ${row.inside_count}` : row.name, loud: crossed(row) ? 1 : 0 },
  }))
}

export const fencesPart: MapPart = {
  name: 'fences',
  attach({ map, live, scale, interactive, below }): AttachedPart {
    const rows = (): FenceOnMap[] => [...live.board.table('fences').value.values()] as unknown as FenceOnMap[]
    const colour: never = ['case', ['==', ['get', 'loud'], 1], URGENCY_COLOUR.urgent, QUIET] as never
    for (const id of [SOURCE, CHOSEN]) map.addSource(id, { type: 'geojson', data: collection([]) })
    map.addLayer({ id: 'fence-fill', type: 'fill', source: SOURCE, paint: { 'fill-color': colour, 'fill-opacity': ['case', ['==', ['get', 'loud'], 1], 0.1, 0.04] } }, below)
    map.addLayer({ id: 'fence-line', type: 'line', source: SOURCE, paint: { 'line-color': colour, 'line-width': 1.6 * scale, 'line-dasharray': [5, 2, 1, 2] } }, below)
    map.addLayer({ id: 'fence-chosen', type: 'line', source: CHOSEN, paint: { 'line-color': '#4fb3e8', 'line-width': 2.6 * scale } }, below)
    map.addLayer(
      {
        id: 'fence-name', type: 'symbol', source: SOURCE, minzoom: 9,
        layout: { 'text-field': ['get', 'label'], 'text-size': 12 * scale, 'text-max-width': 12, 'symbol-placement': 'point' },
        paint: { 'text-color': ['case', ['==', ['get', 'loud'], 1], '#ffdf9e', '#c3d2df'], 'text-halo-color': '#0b1118', 'text-halo-width': 1.5 },
      },
      below,
    )
    const source = (id: string): GeoJSONSource | undefined => map.getSource(id) as GeoJSONSource | undefined
    let written = ''
    let chosen: number | null = null
    function update(): void {
      const features = fenceFeatures(rows())
      const text = JSON.stringify(features)
      if (text !== written) {
        written = text
        source(SOURCE)?.setData(collection(features))
      }
      const row = chosen === null ? undefined : rows().find((one) => one.id === chosen)
      source(CHOSEN)?.setData(collection(row ? [{ type: 'Feature', geometry: row.shape, properties: {} }] : []))
    }
    update()
    return {
      boardChanged: update,
      pick(point) {
        if (!interactive) return null
        // Its line or its name, not its ground: half the city may lie in one.
        const box: [[number, number], [number, number]] = [[point.x - REACH, point.y - REACH], [point.x + REACH, point.y + REACH]]
        const hit = map.queryRenderedFeatures(box, { layers: ['fence-line', 'fence-name'] })[0]
        return hit ? { kind: 'fence', id: Number(hit.properties.id) } : null
      },
      select(picked) {
        chosen = picked?.kind === 'fence' ? picked.id : null
        update()
      },
      detach() {},
    }
  },
}
