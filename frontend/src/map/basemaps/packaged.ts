/** 示意底图: the layers over the packaged tiles; districts, towns, sea – no streets. */
import type { LayerSpecification } from 'maplibre-gl'
import type { Palette } from './palette'

export const wider = (px: number, scale: number): number => px * Math.max(1, scale * 0.8)

/** City limits and district borders: over every ground, for they say who answers. */
export function borderLayers(p: Palette, scale: number, source: string): LayerSpecification[] {
  const width = (px: number) => wider(px, scale)
  return [
    {
      id: 'outline-glow', type: 'line', source, 'source-layer': 'outline',
      paint: { 'line-color': p.border, 'line-width': width(9), 'line-blur': width(9), 'line-opacity': 0.35 },
    },
    {
      id: 'district-borders', type: 'line', source, 'source-layer': 'borders', filter: ['==', ['get', 'kind'], 'district'],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': p.border, 'line-width': width(1), 'line-opacity': 0.5 },
    },
    {
      id: 'outline', type: 'line', source, 'source-layer': 'outline', layout: { 'line-join': 'round' },
      paint: { 'line-color': p.border, 'line-width': width(1.6), 'line-opacity': 0.75 },
    },
  ]
}

export function packagedLayers(p: Palette, scale: number, source: string): LayerSpecification[] {
  const width = (px: number) => wider(px, scale)
  const text = (px: number) => px * scale
  return [
    { id: 'city', type: 'fill', source, 'source-layer': 'city', paint: { 'fill-color': p.city } },
    { id: 'sea', type: 'fill', source, 'source-layer': 'sea', paint: { 'fill-color': p.water } },
    { id: 'district', type: 'fill', source, 'source-layer': 'district', paint: { 'fill-color': p.district, 'fill-opacity': 0.92 } },
    {
      id: 'rivers', type: 'line', source, 'source-layer': 'rivers', maxzoom: 10,
      paint: { 'line-color': p.river, 'line-width': width(1.1), 'line-opacity': 0.7 },
    },
    graticuleLayer(p),
    {
      id: 'city-borders', type: 'line', source, 'source-layer': 'borders', filter: ['==', ['get', 'kind'], 'city'],
      paint: { 'line-color': p.cityBorder, 'line-width': width(0.9), 'line-opacity': 0.45, 'line-dasharray': [4, 3] },
    },
    ...borderLayers(p, scale, source),
    {
      id: 'town-names', type: 'symbol', source, 'source-layer': 'towns', minzoom: 8.2,
      layout: { 'text-field': ['get', 'name'], 'text-size': text(11), 'text-padding': 6 * scale, 'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'pop'], 0]] },
      paint: { 'text-color': ['case', ['has', 'd'], p.town, p.townFar], 'text-halo-color': p.land, 'text-halo-width': 1 },
    },
    {
      id: 'area-names', type: 'symbol', source, 'source-layer': 'labels',
      layout: {
        'text-field': ['get', 'name'],
        'text-size': ['case', ['==', ['get', 'kind'], 'district'], text(15), text(14)],
        'text-letter-spacing': 0.12,
        'text-padding': 2,
        // A mark on the name pushes it aside; it does not make it disappear.
        'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
        'text-radial-offset': 1.2,
      },
      paint: { 'text-color': ['case', ['==', ['get', 'kind'], 'district'], p.name, p.nameFar], 'text-halo-color': p.halo, 'text-halo-width': 1.4 },
    },
  ]
}

/** Two degrees of fineness in one layer: which is seen follows from the zoom. */
export function graticuleLayer(p: Palette): LayerSpecification {
  return {
    id: 'graticule', type: 'line', source: 'graticule',
    paint: { 'line-color': p.grid, 'line-width': 1, 'line-opacity': ['interpolate', ['linear'], ['zoom'], 6.5, ['case', ['get', 'far'], 0.25, 0], 8, ['case', ['get', 'far'], 0, 0.06], 9.5, ['case', ['get', 'far'], 0, 0.1], 12, ['case', ['get', 'far'], 0, 0.22]] },
  }
}
