/** source → **ground** → sources and layers: how a chosen basemap is drawn, by what its metadata says it is. */
import type { LayerSpecification, RasterSourceSpecification, SourceSpecification } from 'maplibre-gl'
import type { components } from '@/api/schema'
import { BASEMAP_URL, DISTRICTS_URL, graticule } from '../basemap'
import { shifted } from './gcj'
import { borderLayers, graticuleLayer, packagedLayers, wider } from './packaged'
import { DAY, NIGHT, type Palette } from './palette'
import { anyLayers, streetLayers } from './streets'

export type Source = components['schemas']['BasemapSource']

export interface Ground {
  sources: Record<string, SourceSpecification>
  layers: LayerSpecification[]
}

export interface Wanted {
  source: Source
  relief: Source | null
  day: boolean
  /** Are the packaged tiles there? Borders and names come from them on every ground. */
  tiles: boolean
  scale: number
}

const archive = (url: string): string => `pmtiles://${location.origin}${encodeURI(url)}`

function raster(source: Source, url: string): RasterSourceSpecification {
  const shared = { type: 'raster' as const, tileSize: source.tile_size, minzoom: source.minzoom, maxzoom: source.maxzoom }
  if (url.endsWith('.pmtiles')) return { type: 'raster', url: archive(url), tileSize: source.tile_size }
  const absolute = location.origin + url
  return { ...shared, tiles: [source.datum === 'gcj02' ? shifted(absolute, source.tile_size) : absolute] }
}

/** Pictures made for daylight are turned down at night, or nothing on them can be seen and everything else is dazzled. */
function picture(id: string, source: string, dim: boolean): LayerSpecification {
  const paint = dim ? { 'raster-brightness-max': 0.34, 'raster-saturation': -0.6, 'raster-contrast': 0.1 } : {}
  return { id, type: 'raster', source, paint: { ...paint, 'raster-fade-duration': 150 } }
}

function groundLayers(wanted: Wanted, p: Palette, sources: Ground['sources']): LayerSpecification[] {
  const { source, day, scale, tiles } = wanted
  if (source.style === 'packaged' && source.key === 'packaged' && !tiles) {
    sources.districts = { type: 'geojson', data: DISTRICTS_URL }
    return [
      graticuleLayer(p),
      { id: 'district', type: 'fill', source: 'districts', paint: { 'fill-color': p.district } },
      { id: 'district-borders', type: 'line', source: 'districts', paint: { 'line-color': p.border, 'line-width': wider(1.2, scale), 'line-opacity': 0.6 } },
    ]
  }
  if (source.style === 'packaged') {
    sources.base = { type: 'vector', url: archive(source.url) }
    return packagedLayers(p, scale, 'base')
  }
  if (tiles) sources.borders = { type: 'vector', url: archive(BASEMAP_URL) }
  const borders = tiles ? borderLayers(p, scale, 'borders') : []
  if (source.style === 'raster') {
    sources.base = raster(source, source.url)
    const layers = [picture('picture', 'base', !day && !source.dark)]
    if (source.labels_url) {
      sources.labels = raster(source, source.labels_url)
      layers.push(picture('picture-names', 'labels', !day && !source.dark))
    }
    return [...layers, ...borders]
  }
  sources.base = { type: 'vector', url: archive(source.url), maxzoom: source.maxzoom }
  if (source.style === 'protomaps' || source.style === 'openmaptiles') {
    const streets = streetLayers(source.style, p, scale, 'base')
    const names = streets.findIndex((layer) => layer.type === 'symbol')
    return [...streets.slice(0, names), ...borders, ...streets.slice(names)]
  }
  return [...anyLayers(source.layers, p, 'base'), ...borders]
}

export function groundOf(wanted: Wanted): Ground {
  const p = wanted.day ? DAY : NIGHT
  const sources: Ground['sources'] = { graticule: { type: 'geojson', data: graticule() } }
  const layers = groundLayers(wanted, p, sources)
  if (wanted.relief) {
    const { relief } = wanted
    sources.relief = { type: 'raster-dem', url: archive(relief.url), tileSize: relief.tile_size, encoding: relief.style === 'mapbox' ? 'mapbox' : 'terrarium' }
    const over = layers.findIndex((layer) => layer.type === 'line' || layer.type === 'symbol')
    layers.splice(over < 0 ? layers.length : over, 0, {
      id: 'relief', type: 'hillshade', source: 'relief',
      paint: {
        'hillshade-exaggeration': 0.4,
        'hillshade-shadow-color': wanted.day ? '#5b6b78' : '#04090e',
        'hillshade-highlight-color': wanted.day ? '#ffffff' : '#33495c',
        'hillshade-accent-color': wanted.day ? '#8a99a5' : '#0b1118',
      },
    })
  }
  return { sources, layers: [{ id: 'land', type: 'background', paint: { 'background-color': p.land } }, ...layers] }
}
