/** 底图·夜: the offline dark style over the packaged tiles; a background, so desaturated and quiet. */
import { addProtocol, type LayerSpecification, type StyleSpecification } from 'maplibre-gl'
import { PMTiles, Protocol } from 'pmtiles'

export const BASEMAP_URL = '/static/basemap/gz.pmtiles'
export const DISTRICTS_URL = '/static/basemap/districts.geojson'
/** Beyond this zoom the packaged data has no streets: the map says 示意底图. */
export const SCHEMATIC_ZOOM = 11
export const LOCAL_FONT = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"

const LAND = '#0d1721'
const CITY = '#0e1822'
const DISTRICT = '#1b2d41'
const WATER = '#082638'
const BORDER = '#3f9ed0'

let protocol: Protocol | null = null
let archive: PMTiles | null = null

/** Registers `pmtiles://` once per page and answers the attribution line the archive asks for ('' when it cannot be read). */
export async function openBasemap(): Promise<string> {
  if (!protocol) {
    protocol = new Protocol()
    addProtocol('pmtiles', protocol.tile)
    archive = new PMTiles(location.origin + BASEMAP_URL)
    protocol.add(archive)
  }
  try {
    const metadata = (await archive!.getMetadata()) as { attribution?: string }
    return metadata.attribution ?? ''
  } catch {
    return '' // no archive installed: borders come from districts.geojson alone
  }
}

/** `scale` enlarges text and lines together: a wall is read from five metres, a desk from sixty centimetres. */
export function nightStyle(tiles: boolean, scale: number): StyleSpecification {
  const width = (px: number) => px * Math.max(1, scale * 0.8)
  const text = (px: number) => px * scale
  const layers: LayerSpecification[] = [{ id: 'land', type: 'background', paint: { 'background-color': LAND } }]
  if (tiles) {
    layers.push(
      { id: 'city', type: 'fill', source: 'base', 'source-layer': 'city', paint: { 'fill-color': CITY } },
      { id: 'sea', type: 'fill', source: 'base', 'source-layer': 'sea', paint: { 'fill-color': WATER } },
      { id: 'district', type: 'fill', source: 'base', 'source-layer': 'district', paint: { 'fill-color': DISTRICT, 'fill-opacity': 0.92 } },
      {
        id: 'rivers',
        type: 'line',
        source: 'base',
        'source-layer': 'rivers',
        maxzoom: 10,
        paint: { 'line-color': '#14506b', 'line-width': width(1.1), 'line-opacity': 0.7 },
      },
    )
  }
  layers.push({
    id: 'graticule',
    type: 'line',
    source: 'graticule',
    paint: { 'line-color': '#4a6a84', 'line-width': 1, 'line-opacity': ['interpolate', ['linear'], ['zoom'], 9.5, 0.1, 12, 0.22] },
  })
  if (tiles) {
    layers.push(
      {
        id: 'city-borders',
        type: 'line',
        source: 'base',
        'source-layer': 'borders',
        filter: ['==', ['get', 'kind'], 'city'],
        paint: { 'line-color': '#5f7a90', 'line-width': width(0.9), 'line-opacity': 0.45, 'line-dasharray': [4, 3] },
      },
      {
        id: 'outline-glow',
        type: 'line',
        source: 'base',
        'source-layer': 'outline',
        paint: { 'line-color': BORDER, 'line-width': width(9), 'line-blur': width(9), 'line-opacity': 0.35 },
      },
      {
        id: 'district-borders',
        type: 'line',
        source: 'base',
        'source-layer': 'borders',
        filter: ['==', ['get', 'kind'], 'district'],
        layout: { 'line-join': 'round' },
        paint: { 'line-color': BORDER, 'line-width': width(1), 'line-opacity': 0.5 },
      },
      {
        id: 'outline',
        type: 'line',
        source: 'base',
        'source-layer': 'outline',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': BORDER, 'line-width': width(1.6), 'line-opacity': 0.75 },
      },
      {
        id: 'town-names',
        type: 'symbol',
        source: 'base',
        'source-layer': 'towns',
        minzoom: 8.2,
        layout: { 'text-field': ['get', 'name'], 'text-size': text(11), 'text-padding': 6 * scale, 'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'pop'], 0]] },
        paint: { 'text-color': ['case', ['has', 'd'], '#7d95aa', '#465b6e'], 'text-halo-color': LAND, 'text-halo-width': 1 },
      },
      {
        id: 'area-names',
        type: 'symbol',
        source: 'base',
        'source-layer': 'labels',
        layout: {
          'text-field': ['get', 'name'],
          'text-size': ['case', ['==', ['get', 'kind'], 'district'], text(15), text(14)],
          'text-letter-spacing': 0.12,
          'text-padding': 2,
          // A mark on the name pushes it aside; it does not make it disappear.
          'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
          'text-radial-offset': 1.2,
        },
        paint: {
          'text-color': ['case', ['==', ['get', 'kind'], 'district'], '#cfe0ee', '#6d8599'],
          'text-halo-color': '#0b1118',
          'text-halo-width': 1.4,
        },
      },
    )
  } else {
    layers.push(
      { id: 'district', type: 'fill', source: 'districts', paint: { 'fill-color': DISTRICT } },
      { id: 'district-borders', type: 'line', source: 'districts', paint: { 'line-color': BORDER, 'line-width': width(1.2), 'line-opacity': 0.6 } },
    )
  }
  return {
    version: 8,
    sources: {
      ...(tiles
        ? { base: { type: 'vector' as const, url: `pmtiles://${location.origin}${BASEMAP_URL}` } }
        : { districts: { type: 'geojson' as const, data: DISTRICTS_URL } }),
      graticule: { type: 'geojson', data: graticule() },
    },
    layers,
  }
}

/** Lines each 0.1° over the province: with the scale bar they give distance where the schematic map has nothing else. */
function graticule(): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = []
  const line = (coordinates: number[][]) =>
    features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } })
  for (let n = 0; n <= 40; n += 1) line([[111.5 + n / 10, 21.5], [111.5 + n / 10, 25]])
  for (let n = 0; n <= 35; n += 1) line([[111.5, 21.5 + n / 10], [115.5, 21.5 + n / 10]])
  return { type: 'FeatureCollection', features }
}
