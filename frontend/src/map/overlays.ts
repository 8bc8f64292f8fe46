/** The slow layers over the basemap: counts of crowds, task lines, names of forces, alarms and incidents. */
import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl'
import { collection } from './features'
import { URGENCY_COLOUR } from './marks'
import { ZONE_SOURCES, zoneLayers } from './zones'

export const SOURCES = ['crowd', 'tasks', 'names', 'marks', 'chosen', ...ZONE_SOURCES] as const

/** Layers below the units, in drawing order. */
function below(scale: number): LayerSpecification[] {
  return [
    {
      id: 'crowd',
      type: 'circle',
      source: 'crowd',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'n']], 1, 9 * scale, 25, 26 * scale],
        'circle-color': '#7fd4e6',
        'circle-opacity': 0.16,
        'circle-stroke-color': '#7fd4e6',
        'circle-stroke-opacity': 0.5,
        'circle-stroke-width': 1,
      },
    },
    {
      id: 'crowd-count',
      type: 'symbol',
      source: 'crowd',
      layout: { 'text-field': ['to-string', ['get', 'n']], 'text-size': 12 * scale, 'text-allow-overlap': true },
      paint: { 'text-color': '#d6eef4', 'text-halo-color': '#0b1118', 'text-halo-width': 1 },
    },
    {
      id: 'tasks',
      type: 'line',
      source: 'tasks',
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': '#e8f0f7', 'line-opacity': 0.55, 'line-width': 1.4 * scale, 'line-dasharray': [1.5, 2.5] },
    },
  ]
}

/** Layers above the units. */
function above(scale: number): LayerSpecification[] {
  return [
    {
      id: 'names',
      type: 'symbol',
      source: 'names',
      layout: {
        'text-field': ['get', 'label'],
        'text-size': 12 * scale,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 1.1,
        'text-justify': 'auto',
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: {
        'text-color': ['match', ['get', 'tone'], 'sos', '#ff9dbd', 'lost', '#8a9dae', 'uav', '#d9c5ff', '#bfe6ef'],
        'text-halo-color': '#0b1118',
        'text-halo-width': 1.4,
      },
    },
    {
      id: 'chosen',
      type: 'circle',
      source: 'chosen',
      paint: {
        'circle-radius': 22 * scale,
        'circle-opacity': 0,
        'circle-stroke-color': '#4fb3e8',
        'circle-stroke-width': 2.2 * scale,
      },
    },
    {
      id: 'marks-flash',
      type: 'circle',
      source: 'marks',
      filter: ['==', ['get', 'flash'], 1],
      paint: {
        'circle-radius': 22 * scale,
        'circle-color': ['match', ['get', 'urgency'], 'critical', URGENCY_COLOUR.critical, 'urgent', URGENCY_COLOUR.urgent, URGENCY_COLOUR.normal],
        'circle-opacity': 0.4,
        'circle-opacity-transition': { duration: 0 },
      },
    },
    {
      id: 'marks',
      type: 'symbol',
      source: 'marks',
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-allow-overlap': true,
        'icon-ignore-placement': false,
        'text-field': ['get', 'label'],
        'text-size': 14 * scale,
        'text-anchor': 'top',
        'text-offset': [0, 1.25],
        'text-optional': true,
        'text-max-width': 12,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'text-color': '#ffffff', 'text-halo-color': '#0b1118', 'text-halo-width': 1.8 },
    },
  ]
}

export function addOverlays(map: MapLibre, scale: number, units: Parameters<MapLibre['addLayer']>[0]): void {
  for (const id of SOURCES)
    map.addSource(id, id === 'marks' ? { type: 'geojson', data: collection([]), promoteId: 'key' } : { type: 'geojson', data: collection([]) })
  for (const layer of zoneLayers(scale)) map.addLayer(layer)
  for (const layer of below(scale)) map.addLayer(layer)
  map.addLayer(units)
  // District names stay readable over their forces; town names give way.
  if (map.getLayer('area-names')) map.moveLayer('area-names')
  for (const layer of above(scale)) map.addLayer(layer)
}
