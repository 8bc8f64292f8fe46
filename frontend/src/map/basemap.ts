/** 底图·夜: the offline dark style over the packaged tiles; a background, so desaturated and quiet. */
import { addProtocol, type LayerSpecification, type StyleSpecification } from 'maplibre-gl'
import { PMTiles, Protocol } from 'pmtiles'
import { graticuleLayer, packagedLayers, wider } from './basemaps/packaged'
import { NIGHT } from './basemaps/palette'

export const BASEMAP_URL = '/static/basemap/gz.pmtiles'
export const DISTRICTS_URL = '/static/basemap/districts.geojson'
/** Beyond this zoom the packaged data has no streets: the map says 示意底图. */
export const SCHEMATIC_ZOOM = 11
export const LOCAL_FONT = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"

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

/** The first frame of every map. `scale` enlarges text and lines together: a wall is read from five metres, a desk from sixty centimetres. */
export function nightStyle(tiles: boolean, scale: number): StyleSpecification {
  const layers: LayerSpecification[] = [{ id: 'land', type: 'background', paint: { 'background-color': NIGHT.land } }]
  if (tiles) layers.push(...packagedLayers(NIGHT, scale, 'base'))
  else
    layers.push(
      graticuleLayer(NIGHT),
      { id: 'district', type: 'fill', source: 'districts', paint: { 'fill-color': NIGHT.district } },
      { id: 'district-borders', type: 'line', source: 'districts', paint: { 'line-color': NIGHT.border, 'line-width': wider(1.2, scale), 'line-opacity': 0.6 } },
    )
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
export function graticule(): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = []
  const line = (coordinates: number[][], far = false) =>
    features.push({ type: 'Feature', properties: { far }, geometry: { type: 'LineString', coordinates } })
  for (let n = 0; n <= 40; n += 1) line([[111.5 + n / 10, 21.5], [111.5 + n / 10, 25]])
  for (let n = 0; n <= 35; n += 1) line([[111.5, 21.5 + n / 10], [115.5, 21.5 + n / 10]])
  // For a storm over the sea: each 5°, where the fine ones would be a blot.
  for (let lon = 100; lon <= 140; lon += 5) line([[lon, 0], [lon, 40]], true)
  for (let lat = 0; lat <= 40; lat += 5) line([[100, lat], [140, lat]], true)
  return { type: 'FeatureCollection', features }
}
