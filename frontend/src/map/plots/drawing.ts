/** mouse → **drawing** → geometry: one terra-draw session on a desk's map, loaded when somebody first draws. */
import type { Map as MapLibre } from 'maplibre-gl'
import type { Geometry, Polygon, Position } from 'geojson'
import { shallowRef, watch } from 'vue'
import { distanceM } from '@/field/bearing'
import { joined, ringsOf, single } from './pieces'

export type Want = 'Point' | 'LineString' | 'Polygon' | 'Circle' | 'Freehand'

/** The plot being changed here: terra-draw draws it, so the map's own picture of it is left out. */
export const hidden = shallowRef<number | null>(null)
/** True while clicks on the map draw and select nothing. */
export const busy = shallowRef(false)

/** The desk's map, put here by its part while it is there; `self` is who draws. */
export const drawable = {
  map: shallowRef<MapLibre | null>(null),
  self: '',
  onHidden: (run: () => void): (() => void) => watch(hidden, run),
}

export interface Session {
  stop(): void
}

export interface Round {
  lon: number
  lat: number
  radius_m: number
}

const MODES: Record<Want, string> = { Point: 'point', LineString: 'linestring', Polygon: 'polygon', Circle: 'circle', Freehand: 'freehand' }
const STROKE = 2.5

type Hex = `#${string}`

async function open(map: MapLibre, colour: string) {
  const [{ TerraDraw, TerraDrawPointMode, TerraDrawLineStringMode, TerraDrawPolygonMode, TerraDrawCircleMode, TerraDrawFreehandMode, TerraDrawSelectMode }, { TerraDrawMapLibreGLAdapter }] =
    await Promise.all([import('terra-draw'), import('terra-draw-maplibre-gl-adapter')])
  const ink = colour as Hex
  const area = { fillColor: ink, fillOpacity: 0.15, outlineColor: ink, outlineWidth: STROKE } as const
  const vertices = { midpoints: true, draggable: true, deletable: true } as const
  const handle = { selectionPointColor: '#4fb3e8', selectionPointOutlineColor: '#0b1118', selectionPointWidth: 6, midPointColor: '#e8f0f7', midPointOutlineColor: '#0b1118', midPointWidth: 4 } as const
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: 'plotting' }),
    modes: [
      new TerraDrawPointMode({ styles: { pointColor: ink, pointWidth: 7, pointOutlineColor: '#0b1118', pointOutlineWidth: 2 } }),
      new TerraDrawLineStringMode({ styles: { lineStringColor: ink, lineStringWidth: STROKE } }),
      new TerraDrawPolygonMode({ styles: area }),
      new TerraDrawCircleMode({ styles: area }),
      new TerraDrawFreehandMode({ styles: area, minDistance: 8 }),
      new TerraDrawSelectMode({
        styles: { selectedPolygonColor: ink, selectedPolygonFillOpacity: 0.15, selectedPolygonOutlineColor: ink, selectedPolygonOutlineWidth: STROKE, selectedLineStringColor: ink, selectedLineStringWidth: STROKE, selectedPointColor: ink, selectedPointWidth: 9, ...handle },
        allowManualDeselection: false,
        flags: {
          point: { feature: { draggable: true } },
          linestring: { feature: { draggable: true, coordinates: vertices } },
          polygon: { feature: { draggable: true, coordinates: vertices } },
          circle: { feature: { draggable: true, coordinates: { resizable: 'center-fixed' } } },
        },
      }),
    ],
  })
  draw.start()
  const still = (event: Event): void => event.stopPropagation()
  const box = map.getContainer()
  box.addEventListener('click', still, true) // terra-draw hears pointers; the engine's own clicks would select what lies below
  busy.value = true
  let open = true
  return {
    draw,
    isOpen: () => open,
    close: () => {
      if (!open) return
      open = false
      busy.value = false
      box.removeEventListener('click', still, true)
      draw.stop()
    },
  }
}

/** Rounded to a decimetre: nobody's hand is finer. */
function rounded<G extends Geometry>(geometry: G): G {
  const walk = (part: unknown): unknown => (Array.isArray(part) ? part.map(walk) : typeof part === 'number' ? Math.round(part * 1e6) / 1e6 : part)
  return { ...geometry, coordinates: walk((geometry as Polygon).coordinates) } as G
}

/** What is drawn comes one by one until somebody stops; `done` says whether to go on. */
export async function startDrawing(map: MapLibre, want: Want, colour: string, done: (geometry: Geometry) => boolean): Promise<Session> {
  const { draw, close, isOpen } = await open(map, colour)
  draw.setMode(MODES[want])
  draw.on('finish', (id) => {
    const feature = draw.getSnapshot().find((one) => one.id === id)
    if (!feature) return
    const geometry = rounded(feature.geometry as Geometry)
    // after terra-draw's own handlers: it is not done with the feature yet
    setTimeout(() => {
      if (!done(geometry)) close()
      else if (isOpen()) draw.clear()
    })
  })
  return { stop: close }
}

/** Corners dragged, added, taken away; a circle by its edge. `changed` after every let-go. */
export async function startEditing(map: MapLibre, geometry: Geometry, round: Round | null, colour: string, changed: (geometry: Geometry) => void): Promise<Session> {
  const { draw, close } = await open(map, colour)
  const mode = round ? 'circle' : geometry.type === 'Point' ? 'point' : geometry.type === 'LineString' ? 'linestring' : 'polygon'
  const properties = { mode, ...(round ? { radiusKilometers: round.radius_m / 1000 } : {}) }
  const parts: Geometry[] = mode === 'polygon' ? ringsOf(geometry).map(single) : [geometry]
  const added = draw.addFeatures(parts.map((part) => ({ type: 'Feature', geometry: part as never, properties })))
  const ids = added.map((one) => one.id)
  const refused = added.find((one) => !one.valid || one.id === undefined)
  if (refused || ids.length === 0) {
    close()
    throw new Error(refused?.reason ?? 'not editable')
  }
  draw.setMode('select')
  draw.selectFeature(ids[0]!) // a click on another piece takes that one
  const tell = (): void => {
    const shapes = new Map(draw.getSnapshot().map((one) => [one.id, one.geometry as Geometry]))
    const now = ids.map((id) => shapes.get(id!))
    if (now.some((one) => one === undefined)) return
    changed(rounded(mode === 'polygon' ? joined(geometry, now.map((one) => (one as Polygon).coordinates[0]!)) : now[0]!))
  }
  draw.on('finish', tell)
  draw.on('change', (touched, type) => {
    if (type === 'update' && touched.some((id) => ids.includes(id))) tell()
  })
  return { stop: close }
}

/** The circle a ring was made from. */
export function roundOf(ring: Position[]): Round {
  const corners = ring.slice(0, -1)
  const lon = corners.reduce((sum, [x]) => sum + x!, 0) / corners.length
  const lat = corners.reduce((sum, [, y]) => sum + y!, 0) / corners.length
  const far = corners.map(([x, y]) => distanceM({ lon, lat }, { lon: x!, lat: y! }))
  return { lon: Math.round(lon * 1e6) / 1e6, lat: Math.round(lat * 1e6) / 1e6, radius_m: Math.round(far.reduce((sum, one) => sum + one, 0) / far.length) }
}

/** So many rings are still told apart by hand; more came from a satellite and is drawn anew. */
const MOST_RINGS = 30
export const editable = (geometry: Geometry): boolean => geometry.type === 'Point' || geometry.type === 'LineString' || (ringsOf(geometry).length > 0 && ringsOf(geometry).length <= MOST_RINGS)
