/** 底图: the lowest piece of the map. The packaged ground is there from the first frame; another one is put in its place, everything above stays. */
import { watch } from 'vue'
import type { Map as MapLibre } from 'maplibre-gl'
import type { MapPart } from '../part'
import { loadSources, shown, sources, wantedOf, own, type BasemapRow, type Kind } from './choice'
import { groundOf, type Ground } from './ground'

/** A storm is news while it is two thousand kilometres away. */
const FAR_ZOOM = 4
/** A wall runs for months: an archive copied in meanwhile is found. */
const AGAIN_MS = 10 * 60_000
const OWN_SOURCES = new Set(['base', 'districts', 'graticule'])

let turn = 0

/** Takes away the ground that lies there and lays another under everything else. Answers the ids of the new one. */
function lay(map: MapLibre, ground: Ground, old: { layers: string[]; sources: string[] }): { layers: string[]; sources: string[] } {
  turn += 1
  const mark = `g${turn}-`
  for (const id of old.layers) if (map.getLayer(id)) map.removeLayer(id)
  for (const id of old.sources) if (map.getSource(id)) map.removeSource(id)
  const lowest = map.getLayersOrder()[0]
  for (const [id, source] of Object.entries(ground.sources)) map.addSource(mark + id, source)
  const layers: string[] = []
  for (const layer of ground.layers) {
    const made = { ...layer, id: mark + layer.id, ...('source' in layer ? { source: mark + String(layer.source) } : {}) } as typeof layer
    // District names stay readable over their forces, as at the start.
    map.addLayer(made, layer.id === 'area-names' && map.getLayer('names') ? 'names' : lowest)
    layers.push(made.id)
  }
  return { layers, sources: Object.keys(ground.sources).map((id) => mark + id) }
}

/** What the engine's own style brought along. */
function first(map: MapLibre): { layers: string[]; sources: string[] } {
  const layers = map.getStyle().layers.filter((layer) => layer.type === 'background' || ('source' in layer && OWN_SOURCES.has(String(layer.source))))
  return { layers: layers.map((layer) => layer.id), sources: [...OWN_SOURCES].filter((id) => map.getSource(id)) }
}

export const basemapPart: MapPart = {
  name: 'basemap',
  attach({ map, live, scale, interactive }) {
    const kind: Kind = interactive ? 'desk' : 'wall'
    const table = live.board.table('basemaps')
    const tiles = map.getSource('base') !== undefined
    let lying = first(map)
    let drawn = JSON.stringify(['packaged', false, '', 'ok'])
    map.setMinZoom(FAR_ZOOM)

    function draw(): void {
      const wanted = wantedOf(kind, table.value.values() as unknown as Iterable<BasemapRow>)
      const source = sources.value.find((one) => one.key === wanted.key) ?? null
      shown.value = { source, review: wanted.review || source?.review || '', day: wanted.day }
      const relief = sources.value.find((one) => one.key === wanted.relief) ?? null
      const next = JSON.stringify([wanted.key, wanted.day, wanted.relief, source?.state ?? 'ok'])
      if (!source || next === drawn) return
      drawn = next
      lying = lay(map, groundOf({ source, relief, day: wanted.day, tiles, scale }), lying)
    }

    const load = (): void => void loadSources().then(draw).catch(() => {}) // the packaged ground lies there already
    load()
    const timer = window.setInterval(load, AGAIN_MS)
    const off = watch([() => [...table.value.values()], own, sources], draw)
    return {
      detach() {
        off()
        clearInterval(timer)
      },
    }
  },
}
