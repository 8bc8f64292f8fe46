/** 图层 on the map: asks the server what lies in view whenever the view, the choice or the objects change, and draws the answer. */
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { Popup } from 'maplibre-gl'
import type { Feature } from 'geojson'
import { watch } from 'vue'

import { collection } from './features'
import { chosen, drawnLayers, filters, groups, layerOf, loadLayers, shown, type View } from './layers/choice'
import { addIcons, addLayers, CLICKABLE, CLUSTERS, dropLayers } from './layers/drawing'
import { clusterFeatures, inside, nothing, objectFeatures, padded, shapeFeatures, stepOf, type Box } from './layers/features'
import type { AttachedPart, MapContext, MapPart } from './part'
import type { Picked } from './engine'

/** After a move: a wheel turns in steps, and each is not a question. */
const SETTLE_MS = 140
/** After an event: an import touches twelve districts within a second. */
const GATHER_MS = 600
const RETRY_MS = 8000
/** Figures grow old while nobody moves the map. */
const AGE_MS = 30_000
/** A replay's layers are asked for by the minute: objects change slower than units, and 64× must not be 64 questions. */
const MINUTE_MS = 60_000
const TURN_MS = 1000
/** A finger's or a shaky mouse's width around an icon. */
const REACH_PX = 5
/** A cell is opened by this much: four of them where there was one. */
const OPEN_BY = 1.6

class Layers implements AttachedPart {
  private readonly map: MapLibre
  private answer: View = nothing
  private box: Box | null = null
  private step = -1
  private asked: AbortController | null = null
  private timer = 0
  private picked: number | null = null
  private gone = false
  private generation = 0
  private shownAt: number | null = null
  private readonly popup: Popup
  private readonly stops: Array<() => void> = []

  constructor(private readonly ctx: MapContext) {
    this.map = ctx.map
    this.generation = ctx.live.board.generation.value
    addLayers(this.map, ctx.scale, ctx.below)
    this.popup = new Popup({ closeButton: false, closeOnClick: false, offset: 16, className: 'layer-tip', maxWidth: '280px' })
    const moved = (): void => this.soon(SETTLE_MS)
    this.map.on('moveend', moved)
    this.stops.push(() => this.map.off('moveend', moved))
    this.stops.push(watch([chosen, filters], () => this.soon(0, true)))
    this.stops.push(ctx.live.board.watch((table) => table === 'layers' && this.soon(GATHER_MS, true)))
    if (ctx.live.past) {
      // a second of waiting is nothing beside a minute of the past; a jump is seen at the next look
      const turning = window.setInterval(() => this.instant() !== this.shownAt && this.soon(0, true), TURN_MS)
      this.stops.push(() => clearInterval(turning))
    }
    const aging = window.setInterval(() => !document.hidden && this.draw(), AGE_MS)
    this.stops.push(() => clearInterval(aging))
    if (ctx.interactive) this.hover()
    this.begin()
  }

  private begin(): void {
    loadLayers().then(
      () => {
        if (this.gone) return
        addIcons(this.map, groups.value, this.ctx.scale)
        this.soon(0, true)
      },
      () => {
        if (this.gone) return
        shown.value = { ...shown.value, failed: true }
        this.timer = window.setTimeout(() => this.begin(), RETRY_MS)
      },
    )
  }

  /** A whole new snapshot may have missed events; single ones are heard by `watch`. */
  boardChanged(): void {
    const generation = this.ctx.live.board.generation.value
    if (generation === this.generation) return
    this.generation = generation
    this.soon(GATHER_MS, true)
  }

  detach(): void {
    this.gone = true
    clearTimeout(this.timer)
    this.asked?.abort()
    for (const stop of this.stops) stop()
    this.popup.remove()
    dropLayers(this.map)
  }

  pick({ x, y }: { x: number; y: number }): Picked | null {
    const area: [[number, number], [number, number]] = [[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]]
    const hit = this.map.queryRenderedFeatures(area, { layers: [...CLICKABLE] })[0]
    if (hit) return { kind: 'feature', id: Number(hit.properties.id) }
    const cell = this.map.queryRenderedFeatures(area, { layers: [CLUSTERS] })[0]
    if (cell && cell.geometry.type === 'Point') this.map.easeTo({ center: cell.geometry.coordinates as [number, number], zoom: this.map.getZoom() + OPEN_BY })
    return null
  }

  select(picked: Picked | null): void {
    this.picked = picked?.kind === 'feature' ? picked.id : null
    this.ring()
  }

  private ring(): void {
    const row = this.picked === null ? undefined : [...this.answer.objects, ...this.answer.shapes].find((one) => one.id === this.picked)
    this.set('layer-chosen', row ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: [row.lon, row.lat] }, properties: {} }] : [])
  }

  /** `anew`: what was answered before no longer holds. */
  private soon(ms: number, anew = false): void {
    if (anew) this.box = null
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.ask(), ms)
  }

  /** An answer for a wall counts the wall's own larger icons: the same picture from twice as far. */
  private get zoom(): number {
    return Math.max(0, this.map.getZoom() - Math.log2(this.ctx.scale))
  }

  /** Of a replay: the minute that is shown; null where it is now, or where a case shows another installation's ground. */
  private instant(): number | null {
    const { live } = this.ctx
    return live.past && live.ownPast ? Math.floor(live.clock.now() / MINUTE_MS) * MINUTE_MS : null
  }

  private async ask(): Promise<void> {
    if (this.gone || groups.value.length === 0) return
    const at = this.instant()
    this.shownAt = at
    const view = this.map.getBounds()
    const box: Box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()]
    const step = stepOf(this.zoom)
    if (this.box && step === this.step && inside(box, this.box)) return
    this.asked?.abort()
    const keys = this.ctx.live.past && at === null ? [] : drawnLayers()
    if (keys.length === 0) {
      this.keep(nothing, padded(box), step)
      return
    }
    const asked = (this.asked = new AbortController())
    const wide = padded(box)
    const query = new URLSearchParams({ bbox: wide.join(','), zoom: String(step), layers: keys.join(',') })
    if (at !== null) query.set('at', new Date(at).toISOString())
    for (const filter of filters.value) query.append('filter', filter)
    shown.value = { ...shown.value, loading: true }
    try {
      // The browser keeps the answer and asks only whether it still holds (ETag).
      const response = await fetch(`/api/features/view?${query}`, { cache: 'no-cache', credentials: 'same-origin', signal: asked.signal })
      if (!response.ok) throw new Error(`view ${response.status}`)
      const answer = (await response.json()) as View
      if (!this.gone && this.asked === asked) this.keep(answer, wide, step)
    } catch {
      if (this.gone || asked.signal.aborted) return
      shown.value = { ...shown.value, failed: true, loading: false }
      this.timer = window.setTimeout(() => void this.ask(), RETRY_MS)
    }
  }

  private keep(answer: View, box: Box, step: number): void {
    this.answer = answer
    this.box = box
    this.step = step
    shown.value = { total: answer.total, leftOff: answer.left_off, failed: false, loading: false }
    this.draw()
    this.ring()
  }

  private draw(): void {
    const nowS = (this.shownAt ?? Date.now()) / 1000
    this.set('layer-shapes', shapeFeatures(this.answer.shapes, nowS))
    this.set('layer-clusters', clusterFeatures(this.answer.clusters))
    // A line or an area has its mark too, where its middle is: a name is read there, a click finds it.
    this.set('layer-objects', objectFeatures([...this.answer.shapes, ...this.answer.objects], nowS))
  }

  private set(id: string, features: Feature[]): void {
    ;(this.map.getSource(id) as GeoJSONSource | undefined)?.setData(collection(features))
  }

  /** What is under the mouse: a name where the map writes none yet, and what a cell is made of. */
  private hover(): void {
    const tell = (event: { features?: Array<{ properties: Record<string, unknown>; geometry: unknown }>; lngLat: { lng: number; lat: number } }): void => {
      const hit = event.features?.[0]
      if (!hit) return
      const lines = hit.properties.layers === undefined ? [`${layerOf(String(hit.properties.layer))?.name ?? ''} · ${String(hit.properties.name)}`, String(hit.properties.value ?? '')] : partsOf(String(hit.properties.layers))
      const box = document.createElement('div')
      for (const line of lines.filter(Boolean)) box.appendChild(document.createElement('p')).textContent = line
      this.map.getCanvas().style.cursor = 'pointer'
      this.popup.setLngLat(event.lngLat).setDOMContent(box).addTo(this.map)
    }
    const hush = (): void => {
      this.map.getCanvas().style.cursor = ''
      this.popup.remove()
    }
    for (const id of ['layer-objects', CLUSTERS]) {
      this.map.on('mousemove', id, tell as never)
      this.map.on('mouseleave', id, hush)
      this.stops.push(() => {
        this.map.off('mousemove', id, tell as never)
        this.map.off('mouseleave', id, hush)
      })
    }
  }
}

/** The five most of a cell, the most first. */
function partsOf(json: string): string[] {
  const parts = Object.entries(JSON.parse(json) as Record<string, number>).sort((a, b) => b[1] - a[1])
  const lines = parts.slice(0, 5).map(([key, n]) => `${layerOf(key)?.name ?? key} ${n}`)
  return parts.length > 5 ? [...lines, '…'] : lines
}

export const layersPart: MapPart = { name: 'layers', attach: (context) => new Layers(context) }
