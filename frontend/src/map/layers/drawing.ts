/** Sources and layers of what the catalogue's layers hold: areas, lines, cells, objects with their names. */
import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl'

import { collection } from '../features'
import type { Group } from './choice'
import { drawCluster, drawIcon, iconName, pixelsOf, type Condition } from './icons'

export const SOURCES = ['layer-shapes', 'layer-clusters', 'layer-objects', 'layer-chosen'] as const
/** What a click may hit, the nearest to the eye first. */
export const CLICKABLE = ['layer-objects', 'layer-lines', 'layer-areas'] as const
export const CLUSTERS = 'layer-clusters'

const ICON_PX = 25
const CLUSTER_PX = [34, 42, 50] as const
/** Up to here the disc of ground of what has a colour of its own hides behind its mark. */
const DISC_ZOOM = 10.6
/** From this zoom on every object has its name; below only what is out of order says its figure. */
const NAMES_ZOOM = 12.5
const CONDITIONS: Condition[] = ['normal', 'abnormal', 'old', 'drill']

export function addIcons(map: MapLibre, groups: readonly Group[], scale: number): void {
  const ratio = Math.max(1, window.devicePixelRatio || 1)
  for (const group of groups) {
    for (const layer of group.layers) {
      if (layer.origin !== 'features') continue
      for (const condition of CONDITIONS) {
        const name = iconName(layer.key, condition)
        if (!map.hasImage(name)) map.addImage(name, pixelsOf(drawIcon(Math.round(ICON_PX * scale * ratio), group.frame, layer.icon, condition)), { pixelRatio: ratio })
      }
    }
  }
  CLUSTER_PX.forEach((px, n) => {
    for (const wrong of ['', '-abnormal']) {
      const name = `layer-cluster-${n}${wrong}`
      if (!map.hasImage(name)) map.addImage(name, drawCluster(Math.round(px * scale * ratio), wrong !== ''), { pixelRatio: ratio })
    }
  })
}

function layers(scale: number): LayerSpecification[] {
  const named: never = ['case', ['==', ['get', 'value'], ''], ['get', 'name'], ['concat', ['get', 'name'], '\n', ['get', 'value']]] as never
  const figure: never = ['case', ['==', ['get', 'condition'], 'abnormal'], ['get', 'value'], ''] as never
  return [
    {
      id: 'layer-areas',
      type: 'fill',
      source: 'layer-shapes',
      filter: ['==', ['geometry-type'], 'Polygon'],
      // From near by one stands inside it: then the outline and its mark say enough.
      paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': ['interpolate', ['linear'], ['zoom'], 9, 0.11, 12.5, 0.025] },
    },
    {
      id: 'layer-lines',
      type: 'line',
      source: 'layer-shapes',
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': ['get', 'colour'], 'line-width': 1.8 * scale, 'line-opacity': 0.85 },
    },
    {
      id: CLUSTERS,
      type: 'symbol',
      source: 'layer-clusters',
      layout: {
        'icon-image': ['concat', 'layer-cluster-', ['to-string', ['get', 'size']], ['case', ['==', ['get', 'wrong'], ''], '', '-abnormal']],
        'icon-allow-overlap': true,
        // how many, and below it in amber how many of them are out of order
        'text-field': ['case', ['==', ['get', 'wrong'], ''], ['get', 'text'], ['format', ['get', 'text'], {}, '\n', {}, ['concat', '!', ['get', 'wrong']], { 'font-scale': 0.85, 'text-color': '#ffdf9e' }]] as never,
        'text-size': 13 * scale,
        'text-line-height': 1.05,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': '#e8f0f7' },
    },
    {
      id: 'layer-chosen',
      type: 'circle',
      source: 'layer-chosen',
      paint: { 'circle-radius': 18 * scale, 'circle-color': '#4fb3e8', 'circle-opacity': 0.18, 'circle-stroke-color': '#4fb3e8', 'circle-stroke-width': 2.2 * scale },
    },
    {
      id: 'layer-own',
      type: 'circle',
      source: 'layer-objects',
      maxzoom: DISC_ZOOM,
      filter: ['!=', ['get', 'own'], ''],
      paint: { 'circle-radius': 16 * scale, 'circle-color': ['get', 'own'], 'circle-opacity': 0.3, 'circle-stroke-color': ['get', 'own'], 'circle-stroke-width': 2 * scale },
    },
    {
      id: 'layer-objects',
      type: 'symbol',
      source: 'layer-objects',
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        'text-field': ['step', ['zoom'], figure, NAMES_ZOOM, named] as never,
        'text-size': 11.5 * scale,
        'text-anchor': 'top',
        'text-offset': [0, 1.15],
        'text-optional': true,
        'text-max-width': 11,
        // what is out of order lies on top of what is not
        'symbol-sort-key': ['-', 3, ['get', 'rank']],
      },
      paint: {
        'text-color': ['match', ['get', 'condition'], 'abnormal', '#ffdf9e', 'old', '#8a9dae', 'drill', '#d8c6ff', '#c9d6e2'],
        'text-halo-color': '#0b1118',
        'text-halo-width': 1.5,
      },
    },
  ]
}

export function addLayers(map: MapLibre, scale: number, below: string): void {
  for (const id of SOURCES) map.addSource(id, { type: 'geojson', data: collection([]) })
  for (const layer of layers(scale)) map.addLayer(layer, below)
}

export function dropLayers(map: MapLibre): void {
  for (const layer of layers(1)) if (map.getLayer(layer.id)) map.removeLayer(layer.id)
  for (const id of SOURCES) if (map.getSource(id)) map.removeSource(id)
}
