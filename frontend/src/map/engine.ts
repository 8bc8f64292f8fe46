/** One MapLibre map of the centre: puts basemap, units layer and overlays together and keeps them true. No Vue in here. */
import { Map as MapLibre, ScaleControl, setWorkerUrl, type GeoJSONSource, type LngLatBoundsLike } from 'maplibre-gl'
import workerUrl from './mapWorker?worker&url'
import type { Feature, Point } from 'geojson'
import type { Live } from '@/live/live'
import { DISTRICTS_URL, LOCAL_FONT, nightStyle, openBasemap, SCHEMATIC_ZOOM } from './basemap'
import { collection, diffMarks, marksOf, type MarkWords } from './features'
import { Forces, visitorMayRead, type Force } from './forces'
import { addMarks } from './marks'
import { addOverlays } from './overlays'
import type { AttachedPart } from './part'
import { OF_TODAY, PARTS } from './parts'
import { dangerFeatures, postFeatures, type DangerRow, type PostRow } from './zones'
import { mercatorX, mercatorY, UnitsBuffer } from './unitsBuffer'
import { crowdSize, UnitsLayer } from './unitsLayer'

setWorkerUrl(workerUrl)

/** Above so many units in view and below this zoom the map is a carpet: counts instead, but always those that matter. */
const CROWD = 2000
const CROWD_ZOOM = 12
/** From this zoom on all names are written when there are few; drones, of which there are few, a little earlier. */
const NAMES_ZOOM = 12.5
const DRONE_NAMES_ZOOM = 9.8
const SLOW_MS = 1000

export type Picked = { kind: 'unit' | 'subject' | 'alarm' | 'incident' | 'feature' | 'plot' | 'fence' | 'foreign'; id: number }

export interface EngineOptions {
  container: HTMLElement
  live: Live
  words: MarkWords
  scale: number
  interactive: boolean
  /** Edges drawn four times over; without a graphics card they cost more than all else. */
  smooth?: boolean
  center: [number, number]
  bounds: [number, number, number, number] | null
  onPick?: (picked: Picked | null, force: Force | null) => void
  onPlace?: (at: { lon: number; lat: number }) => void
  onSchematic?: (schematic: boolean) => void
  onBasemap?: (state: { attribution: string; tiles: boolean }) => void
  onReady?: () => void
}

export class MapEngine {
  readonly map: MapLibre
  readonly buffer: UnitsBuffer
  readonly forces: Forces
  readonly layer: UnitsLayer
  ready = false
  private marks = new Map<string, Feature<Point>>()
  private written = new Map<string, string>()
  private parts: AttachedPart[] = []
  private timers: number[] = []
  private frame = 0
  private offPicture: () => void
  private flashOn = true
  private visited = false
  private readonly calm = matchMedia('(prefers-reduced-motion: reduce)').matches

  /** Reads the archive first: the style depends on whether there is one. */
  static async open(options: EngineOptions): Promise<MapEngine> {
    const attribution = await openBasemap()
    options.onBasemap?.({ attribution, tiles: attribution !== '' })
    return new MapEngine(options, attribution !== '')
  }

  private constructor(
    private readonly options: EngineOptions,
    tiles: boolean,
  ) {
    this.buffer = new UnitsBuffer(options.center)
    this.forces = new Forces(options.live, this.buffer)
    this.layer = new UnitsLayer(this.buffer, () => performance.now() / 1000)
    this.layer.scale = options.scale
    this.map = new MapLibre({
      container: options.container,
      style: nightStyle(tiles, options.scale),
      center: options.center,
      zoom: 8.8,
      minZoom: 6,
      maxZoom: 17,
      attributionControl: false,
      localIdeographFontFamily: LOCAL_FONT,
      interactive: options.interactive,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      keyboard: false, // the desk's keys belong to the desk
      fadeDuration: 150,
      maxCanvasSize: [8192, 8192], // a row of projectors is one canvas
      canvasContextAttributes: { antialias: options.smooth ?? true, preserveDrawingBuffer: false },
    })
    this.map.touchZoomRotate?.disableRotation()
    this.map.addControl(new ScaleControl({ maxWidth: 110 * options.scale, unit: 'metric' }), 'bottom-left')
    if (options.bounds) this.home(false)
    this.map.on('load', () => this.loaded())
    // A still map draws nothing; whoever films it asks for a frame now and then.
    this.map.getCanvas().addEventListener('repaint', () => this.map.triggerRepaint())
    this.map.on('zoom', () => this.options.onSchematic?.(this.map.getZoom() > SCHEMATIC_ZOOM))
    this.map.on('error', (event) => console.warn('map:', event.error?.message ?? event))
    if (options.interactive) this.map.on('click', (event) => this.clicked(event.point, event.lngLat))
    this.offPicture = options.live.picture.onChange(() => this.soon())
  }

  /** The whole city. */
  home(animate = true): void {
    const { bounds, center } = this.options
    const padding = 14 * this.options.scale
    if (bounds) this.map.fitBounds(bounds as LngLatBoundsLike, { padding, animate, duration: animate ? 1600 : 0, maxZoom: 13 })
    else this.map.easeTo({ center, zoom: 8.8, animate })
  }

  flyTo(lon: number, lat: number, zoom = 12): void {
    this.map.flyTo({ center: [lon, lat], zoom: Math.max(zoom, 0), speed: 0.9, curve: 1.3, maxDuration: 4000, essential: !this.calm })
  }

  /** Strangers look on, or no more: persons' names go from the map, or come back. */
  visit(on: boolean): void {
    if (on === this.visited) return
    this.visited = on
    this.soon()
  }

  /** Alarms, incidents, units or assignments changed. */
  boardChanged(): void {
    this.forces.invalidate()
    if (!this.ready) return
    this.updateMarks()
    this.updateZones()
    for (const part of this.parts) part.boardChanged?.()
    this.soon()
  }

  /** What is being drawn right now, dashed. */
  sketch(shape: GeoJSON.Geometry | null): void {
    if (this.ready) this.setIfChanged('draft', shape ? [{ type: 'Feature', geometry: shape, properties: {} }] : [])
  }

  select(picked: Picked | null): void {
    const { board } = this.options.live
    this.forces.selectedSubject =
      picked?.kind === 'subject' ? picked.id : picked?.kind === 'unit' ? (board.row('units', picked.id)?.subject ?? 0) : 0
    if (!this.ready) return
    const mark = picked && this.marks.get(`${picked.kind}:${picked.id}`)
    this.source('chosen')?.setData(collection(mark ? [mark] : []))
    for (const part of this.parts) part.select?.(picked)
    this.sync()
    this.slow()
    this.map.triggerRepaint()
  }

  private source(id: string): GeoJSONSource | undefined {
    return this.map.getSource(id) as GeoJSONSource | undefined
  }

  destroy(): void {
    this.offPicture()
    for (const timer of this.timers) clearInterval(timer)
    cancelAnimationFrame(this.frame)
    for (const part of this.parts) part.detach()
    this.map.remove()
  }

  private loaded(): void {
    addMarks(this.map, this.options.scale)
    addOverlays(this.map, this.options.scale, this.layer)
    const { live, scale, interactive } = this.options
    this.parts = PARTS.filter((part) => !live.past || !OF_TODAY.has(part)).map((part) => part.attach({ map: this.map, live, scale, interactive, below: 'crowd' }))
    this.ready = true
    this.updateMarks()
    this.updateZones()
    this.sync()
    this.slow()
    this.timers.push(window.setInterval(() => this.slow(), SLOW_MS))
    if (!this.calm) this.timers.push(window.setInterval(() => this.blink(), 500))
    this.options.onReady?.()
  }

  /** Frames come up to four times a second; drawn with the next animation frame, so a hidden tab costs nothing. */
  private soon(): void {
    if (this.frame) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      this.sync()
    })
  }

  private sync(): void {
    if (this.forces.sync(performance.now())) this.layer.changed()
  }

  /** Once a second: freshness, counts, names, task lines. */
  private slow(): void {
    if (document.hidden) return
    const now = performance.now()
    this.sync()
    const view = this.map.getBounds()
    const bounds: [number, number, number, number] = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()]
    this.updateCrowd(now, bounds)
    this.updateNames(now, bounds)
    this.layer.pulsing = this.forces.anySos
  }

  private updateCrowd(now: number, bounds: [number, number, number, number]): void {
    const zoom = this.map.getZoom()
    let features: Feature[] = []
    let sparse = false
    if (zoom < CROWD_ZOOM && this.buffer.count > CROWD) {
      // Cells keep their place while the map moves a little: half zoom steps, 72 px.
      const cell = (72 * this.options.scale) / (512 * 2 ** (Math.floor(zoom * 2) / 2))
      const counted = this.forces.cells(now, bounds, cell)
      sparse = counted.total > CROWD
      if (sparse) {
        features = counted.cells.map(([lon, lat, n]) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { n } }))
      }
    }
    this.setIfChanged('crowd', features)
    const { clientWidth, clientHeight } = this.map.getContainer()
    const size = sparse ? 1 : crowdSize(this.forces.inView(now, bounds), (clientWidth * clientHeight) / this.options.scale ** 2)
    if (sparse !== this.layer.sparse || size !== this.layer.crowd) {
      this.layer.sparse = sparse
      this.layer.crowd = size
      this.map.triggerRepaint()
    }
  }

  private updateNames(now: number, bounds: [number, number, number, number]): void {
    const zoom = this.map.getZoom()
    const all = zoom >= NAMES_ZOOM
    const named = this.forces.named(now, bounds, all)
    const features: Feature[] = []
    const lines: Feature[] = []
    const { board } = this.options.live
    for (const force of named) {
      if (force.incident !== null) {
        const incident = board.row('incidents', force.incident)
        if (incident && incident.phase !== 'closed')
          lines.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: [[force.lon, force.lat], [incident.lon, incident.lat]] } })
      }
      if (!force.label || (this.visited && !visitorMayRead(force)) || (force.kind === 'uav' && force.incident === null && !force.sos && zoom < DRONE_NAMES_ZOOM)) continue
      const tone = force.sos ? 'sos' : force.state === 'lost' ? 'lost' : force.kind === 'uav' ? 'uav' : 'force'
      const rank = force.sos ? 0 : force.incident !== null ? 1 : force.kind === 'uav' ? 2 : 3
      features.push({ type: 'Feature', properties: { label: force.label, tone, rank }, geometry: { type: 'Point', coordinates: [force.lon, force.lat] } })
    }
    this.setIfChanged('names', features)
    this.setIfChanged('tasks', lines)
  }

  /** Each setData costs a round through the worker and a frame of the whole map. */
  private setIfChanged(id: string, features: Feature[]): void {
    const text = JSON.stringify(features)
    if (this.written.get(id) === text) return
    this.written.set(id, text)
    this.source(id)?.setData(collection(features))
  }

  private updateMarks(): void {
    const { board } = this.options.live
    const after = marksOf(board.table('alarms').value.values(), board.table('incidents').value.values(), this.options.words)
    const diff = diffMarks(this.marks, after)
    this.marks = after
    if (diff) void this.source('marks')?.updateData(diff)
  }

  private updateZones(): void {
    const { board } = this.options.live
    this.setIfChanged('dangers', dangerFeatures(board.table('dangers').value.values() as unknown as Iterable<DangerRow>))
    this.setIfChanged('posts', postFeatures(board.table('posts').value.values() as unknown as Iterable<PostRow>))
  }

  private blink(): void {
    this.flashOn = !this.flashOn
    if (document.hidden) return
    const flashing = [...this.marks.values()].some((mark) => mark.properties?.flash === 1)
    if (flashing) this.map.setPaintProperty('marks-flash', 'circle-opacity', this.flashOn ? 0.42 : 0.08)
    if (this.layer.pulsing) this.map.triggerRepaint()
  }

  private clicked(point: { x: number; y: number }, at: { lng: number; lat: number }): void {
    this.options.onPlace?.({ lon: at.lng, lat: at.lat })
    const reach = 14
    const hit = this.map.queryRenderedFeatures([[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]], { layers: ['marks'] })[0]
    if (hit) {
      this.options.onPick?.({ kind: hit.properties.kind as Picked['kind'], id: Number(hit.properties.row) }, null)
      return
    }
    for (const part of [...this.parts].reverse()) {
      const picked = part.pick?.(point, at)
      if (picked) return this.options.onPick?.(picked, null)
    }
    const radius = reach / (512 * 2 ** this.map.getZoom())
    const now = performance.now()
    const index = this.buffer.nearest(mercatorX(at.lng), mercatorY(at.lat), radius, now / 1000, (n) => !this.layer.sparse || this.buffer.flagsAt(n) !== 0)
    if (index >= 0) {
      const force = this.forces.at(index, now)
      this.options.onPick?.(force.unit !== null ? { kind: 'unit', id: force.unit } : { kind: 'subject', id: force.subject }, force)
      return
    }
    this.options.onPick?.(null, null)
  }
}

/** The city's box, from the same districts the basemap was built from; null when the file is missing. */
export async function cityBounds(): Promise<[number, number, number, number] | null> {
  try {
    const response = await fetch(DISTRICTS_URL)
    if (!response.ok) return null
    const districts = (await response.json()) as GeoJSON.FeatureCollection
    const box: [number, number, number, number] = [180, 90, -180, -90]
    const walk = (part: unknown): void => {
      if (!Array.isArray(part)) return
      if (typeof part[0] === 'number') {
        box[0] = Math.min(box[0], part[0] as number)
        box[1] = Math.min(box[1], part[1] as number)
        box[2] = Math.max(box[2], part[0] as number)
        box[3] = Math.max(box[3], part[1] as number)
      } else part.forEach(walk)
    }
    for (const feature of districts.features) if ('coordinates' in feature.geometry) walk(feature.geometry.coordinates)
    return box[0] < box[2] ? box : null
  } catch {
    return null
  }
}
