/** 台风与风: a storm's way, its expectation and the circles of its winds; arrows of the wind where that layer is switched on. */
import { watch } from 'vue'
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl'
import { get } from '@/api/client'
import type { components } from '@/api/schema'
import { collection } from '../features'
import { chosen } from '../layers/choice'
import type { MapPart } from '../part'
import { stormFeatures, windFeatures } from './shapes'

type Weather = components['schemas']['WeatherNow']

const STORM = '#9fb6ff' // of no warning and no alarm; a storm's official colour comes with its warning
const WIND = '#8fd0c8'
/** Several layers change in one reading: one question for all. */
const SOON_MS = 400
/** Arrows age even when nothing comes. */
const AGAIN_MS = 10 * 60_000

/** An arrow that points north; a shaft with a head is read from afar, a barb only by meteorologists. */
function arrow(size: number): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')!
  pen.translate(size / 2, size / 2)
  pen.scale(size / 24, size / 24)
  pen.lineCap = pen.lineJoin = 'round'
  for (const [width, colour] of [[4.6, '#0b1118'], [2, WIND]] as const) {
    pen.lineWidth = width
    pen.strokeStyle = colour
    pen.beginPath()
    pen.moveTo(0, 9)
    pen.lineTo(0, -8.5)
    pen.moveTo(-4.5, -3.5)
    pen.lineTo(0, -9)
    pen.lineTo(4.5, -3.5)
    pen.stroke()
  }
  return pen.getImageData(0, 0, size, size)
}

function layers(scale: number): LayerSpecification[] {
  const is = (...what: string[]): never => ['in', ['get', 'what'], ['literal', what]] as never
  const strength = (...values: number[]): never => ['match', ['get', 'level'], 7, values[0], 10, values[1], values[2]] as never
  return [
    { id: 'storm-rings', type: 'fill', source: 'storms', filter: is('ring'), paint: { 'fill-color': STORM, 'fill-opacity': strength(0.07, 0.1, 0.14) } },
    { id: 'storm-ring-lines', type: 'line', source: 'storms', filter: is('ring'), paint: { 'line-color': STORM, 'line-opacity': strength(0.55, 0.75, 0.95), 'line-width': 1.2 * scale } },
    { id: 'storm-ahead', type: 'line', source: 'storms', filter: is('ahead'), layout: { 'line-cap': 'round' }, paint: { 'line-color': STORM, 'line-width': 1.8 * scale, 'line-dasharray': [1.2, 2.2] } },
    { id: 'storm-track', type: 'line', source: 'storms', filter: is('track'), layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': STORM, 'line-width': 2.2 * scale } },
    {
      id: 'storm-dots', type: 'circle', source: 'storms', filter: is('was', 'will', 'now'),
      paint: {
        'circle-radius': ['match', ['get', 'what'], 'now', 6 * scale, 3 * scale],
        'circle-color': ['match', ['get', 'what'], 'will', '#0b1118', STORM],
        'circle-stroke-color': ['match', ['get', 'what'], 'now', '#ffffff', STORM],
        'circle-stroke-width': ['match', ['get', 'what'], 'now', 2 * scale, 1.4 * scale],
      },
    },
    {
      id: 'storm-ring-names', type: 'symbol', source: 'storms', filter: is('ring'),
      layout: { 'symbol-placement': 'line', 'text-field': ['concat', ['to-string', ['get', 'level']], '级'], 'text-size': 11 * scale, 'symbol-spacing': 420 * scale },
      paint: { 'text-color': '#c9d5ff', 'text-halo-color': '#0b1118', 'text-halo-width': 1.4 },
    },
    {
      id: 'storm-names', type: 'symbol', source: 'storms', filter: is('will'),
      layout: {
        'text-field': ['get', 'label'], 'text-size': 11 * scale, 'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 1, 'text-justify': 'auto', 'text-max-width': 14,
      },
      paint: { 'text-color': '#c9d5ff', 'text-halo-color': '#0b1118', 'text-halo-width': 1.6 },
    },
    {
      // Its name gives way to nothing: who sees circles asks first which storm it is.
      id: 'storm-name', type: 'symbol', source: 'storms', filter: is('now'),
      layout: { 'text-field': ['get', 'label'], 'text-size': 14 * scale, 'text-anchor': 'bottom-left', 'text-offset': [1, -0.7], 'text-justify': 'left', 'text-max-width': 14, 'text-allow-overlap': true, 'text-ignore-placement': false },
      paint: { 'text-color': '#ffffff', 'text-halo-color': '#0b1118', 'text-halo-width': 1.8 },
    },
    {
      id: 'winds', type: 'symbol', source: 'winds', minzoom: 7,
      layout: {
        'icon-image': 'wind-arrow', 'icon-rotate': ['get', 'to'], 'icon-rotation-alignment': 'map', 'icon-allow-overlap': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 7, 0.7, 11, 1],
        'text-field': ['step', ['zoom'], '', 8.6, ['get', 'label']], 'text-size': 10.5 * scale, 'text-anchor': 'top-left', 'text-offset': [0.7, 0.4], 'text-optional': true,
      },
      paint: {
        'icon-opacity': ['case', ['get', 'old'], 0.35, ['get', 'strong'], 1, 0.75],
        'text-color': '#a9d9d2', 'text-halo-color': '#0b1118', 'text-halo-width': 1.3, 'text-opacity': ['case', ['get', 'old'], 0.4, 0.9],
      },
    },
  ]
}

export const weatherPart: MapPart = {
  name: 'weather',
  attach({ map, live, scale, below }) {
    const ratio = Math.max(1, window.devicePixelRatio || 1)
    const changes = live.board.table('layers')
    let weather: Weather = { storms: [], winds: [] }
    let seen = ''
    let timer = 0

    if (!map.hasImage('wind-arrow')) map.addImage('wind-arrow', arrow(Math.round(22 * scale * ratio)), { pixelRatio: ratio })
    for (const id of ['storms', 'winds']) map.addSource(id, { type: 'geojson', data: collection([]) })
    for (const layer of layers(scale)) map.addLayer(layer, below)

    function draw(): void {
      put(map, 'storms', chosen.value.has('typhoon_track') ? stormFeatures(weather.storms) : [])
      put(map, 'winds', chosen.value.has('wind') ? windFeatures(weather.winds, live.clock.now()) : [])
    }
    async function ask(): Promise<void> {
      if (!chosen.value.has('typhoon_track') && !chosen.value.has('wind')) return draw()
      try {
        weather = await get<Weather>('/api/map/weather')
      } catch {
        return // what was drawn stays; its age is said by the feed's light
      }
      draw()
    }
    function soon(): void {
      clearTimeout(timer)
      timer = window.setTimeout(() => void ask(), SOON_MS)
    }
    /** Only when one of our two layers changed. */
    function look(): void {
      const now = [...changes.value.values()].filter((row) => row.layer === 'typhoon_track' || row.layer === 'wind').map((row) => `${String(row.id)}:${String(row.changed_at)}`).join()
      if (now === seen) return
      seen = now
      soon()
    }
    const off = watch(() => [...changes.value.keys()].length + live.board.generation.value, look)
    const offEvents = live.board.watch((table) => void (table === 'layers' && look()))
    const offChosen = watch(chosen, soon)
    const again = window.setInterval(soon, AGAIN_MS)
    look()
    soon()
    return {
      detach() {
        off()
        offEvents()
        offChosen()
        clearInterval(again)
        clearTimeout(timer)
      },
    }
  },
}

function put(map: MapLibre, id: string, features: GeoJSON.Feature[]): void {
  ;(map.getSource(id) as GeoJSONSource | undefined)?.setData(collection(features))
}
