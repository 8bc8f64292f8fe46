/** Plots on every map of the centre; on a desk they can be clicked, and drawn (drawing.ts). No Vue in here. */
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { collection } from '../features'
import type { AttachedPart, MapPart } from '../part'
import { drawable, hidden } from './drawing'
import { plotFeatures, type PlotFeatures } from './features'
import { CHOSEN, CLICKED, MARKS, plotLayers, SHAPES } from './layers'
import { COLOURS, type PlotColour, type PlotRow } from './looks'
import { arrowhead, symbolImage } from './picture'
import type { PlotSymbol } from './glyphs'
import { addSign, signOf } from './signs'
import { plotWords } from './words'

const REACH = 6

export const plotsPart: MapPart = {
  name: 'plots',
  attach({ map, live, scale, interactive, below }): AttachedPart {
    const ratio = Math.max(1, window.devicePixelRatio || 1)
    const rows = (): PlotRow[] => [...live.board.table('plots').value.values()] as unknown as PlotRow[]
    let written = ''
    let chosen: number | null = null
    for (const id of [SHAPES, MARKS, CHOSEN]) map.addSource(id, { type: 'geojson', data: collection([]) })
    for (const [, colour] of Object.entries(COLOURS)) map.addImage(`plot-head-${colour}`, arrowhead(scale, ratio, colour), { pixelRatio: ratio })
    for (const layer of plotLayers(scale)) map.addLayer(layer, layer.type === 'symbol' || layer.type === 'circle' ? undefined : below)

    const source = (id: string): GeoJSONSource | undefined => map.getSource(id) as GeoJSONSource | undefined
    const self = (): string => drawable.self
    function update(): void {
      const found = plotFeatures(rows(), plotWords(), self(), interactive ? hidden.value : null)
      const text = JSON.stringify(found)
      if (text === written) return
      written = text
      addImages(map, found, scale, ratio)
      source(SHAPES)?.setData(collection(found.shapes))
      source(MARKS)?.setData(collection(found.marks))
      choose()
    }
    function choose(): void {
      const row = chosen === null || chosen === hidden.value ? undefined : rows().find((one) => one.id === chosen)
      source(CHOSEN)?.setData(collection(row ? [{ type: 'Feature', geometry: row.shape as unknown as GeoJSON.Geometry, properties: {} }] : []))
    }
    const offHidden = interactive ? drawable.onHidden(update) : () => {}
    if (interactive) drawable.map.value = map
    update()
    return {
      boardChanged: update,
      pick(point) {
        const box: [[number, number], [number, number]] = [[point.x - REACH, point.y - REACH], [point.x + REACH, point.y + REACH]]
        const hit = map.queryRenderedFeatures(box, { layers: CLICKED })[0]
        return hit ? { kind: 'plot', id: Number(hit.properties.id) } : null
      },
      select(picked) {
        chosen = picked?.kind === 'plot' ? picked.id : null
        choose()
      },
      detach() {
        offHidden()
        if (drawable.map.value === map) drawable.map.value = null
      },
    }
  },
}

/** Pictures are painted when they are first needed: nobody uses all of them. */
function addImages(map: MapLibre, found: PlotFeatures, scale: number, ratio: number): void {
  for (const mark of found.marks) {
    const icon = mark.properties?.icon as string | undefined
    if (!icon || map.hasImage(icon)) continue
    if (signOf(icon)) {
      addSign(map, icon, scale, ratio)
      continue
    }
    const [, symbol, colour, drill] = /^plot-(.+)-([a-z]*?)(-x)?$/.exec(icon) ?? []
    if (symbol) map.addImage(icon, symbolImage(symbol as PlotSymbol, (colour || undefined) as PlotColour | undefined, drill !== undefined, scale, ratio), { pixelRatio: ratio })
  }
}
