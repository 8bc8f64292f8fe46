/** What other platforms told us of: their incidents, hollow and dashed beside our own, each with whose word it is and from when. */
import type { Feature } from 'geojson'
import type { GeoJSONSource } from 'maplibre-gl'

import type { components } from '@/api/schema'
import type { Live } from '@/live/live'
import { dayClock } from '@/shared/time'
import { collection } from './features'
import type { MapPart } from './part'

type Told = Pick<components['schemas']['PeerItemRow'], 'id' | 'kind' | 'over' | 'incident' | 'lon' | 'lat' | 'peer_name' | 'title' | 'made_at' | 'drill'>
const SOURCE = 'foreign'
const REACH = 10
const INK = '#b9c6d3'

/** Going on, with a place, and not made ours yet: then our own mark stands there. */
export function foreignFeatures(rows: Iterable<Told>): Feature[] {
  return [...rows]
    .filter((one) => one.kind === 'incident' && !one.over && one.incident === null && typeof one.lon === 'number' && typeof one.lat === 'number')
    .map((one) => ({
      type: 'Feature',
      id: one.id,
      geometry: { type: 'Point', coordinates: [one.lon!, one.lat!] },
      properties: { id: one.id, label: `${one.title}\n${one.peer_name} ${dayClock(one.made_at)}` },
    }))
}

function told(live: Live): Iterable<Told> {
  return (live.board.table('peer_items' as never).value as unknown as ReadonlyMap<string, Told>).values()
}

export const foreignPart: MapPart = {
  name: 'foreign',
  attach({ map, live, scale, below, interactive }) {
    map.addSource(SOURCE, { type: 'geojson', data: collection([]) })
    map.addLayer({ id: 'foreign-ring', type: 'circle', source: SOURCE, paint: { 'circle-radius': 10 * scale, 'circle-color': '#0b1118', 'circle-opacity': 0.55, 'circle-stroke-color': INK, 'circle-stroke-width': 2 * scale } }, below)
    const words: never = { 'text-field': '外', 'text-size': 11 * scale, 'text-allow-overlap': true } as never
    map.addLayer({ id: 'foreign-mark', type: 'symbol', source: SOURCE, layout: words, paint: { 'text-color': INK } as never }, below)
    const label: never = { 'text-field': ['get', 'label'], 'text-size': 11.5 * scale, 'text-anchor': 'top', 'text-offset': [0, 1.1], 'text-optional': true } as never
    map.addLayer({ id: 'foreign-name', type: 'symbol', source: SOURCE, layout: label, paint: { 'text-color': '#cfdbe5', 'text-halo-color': '#0b1118', 'text-halo-width': 1.5 } as never }, below)
    const draw = (): void => (map.getSource(SOURCE) as GeoJSONSource | undefined)?.setData(collection(foreignFeatures(told(live)))) as void
    draw()
    return {
      boardChanged: draw,
      pick({ x, y }) {
        if (!interactive) return null
        const hit = map.queryRenderedFeatures([[x - REACH, y - REACH], [x + REACH, y + REACH]], { layers: ['foreign-ring'] })[0]
        return hit ? { kind: 'foreign', id: Number(hit.properties.id) } : null
      },
      detach() {},
    }
  },
}
