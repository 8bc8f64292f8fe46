/** What a piece of the one map is: sources, layers and clicks of its own, put over the basemap by the engine. No Vue. */
import type { Map as MapLibre } from 'maplibre-gl'
import type { Live } from '@/live/live'
import type { Picked } from './engine'

export interface MapContext {
  map: MapLibre
  live: Live
  /** 1 = desk; a wall read from afar has more. */
  scale: number
  interactive: boolean
  /** The layer everything slow lies under: `map.addLayer(spec, ctx.below)`. */
  below: string
}

export interface AttachedPart {
  /** Tables of the board changed. */
  boardChanged?(): void
  /** What was clicked, or null: asked in the order of the list, after alarms and incidents and before units. */
  pick?(point: { x: number; y: number }, at: { lng: number; lat: number }): Picked | null
  /** Selected elsewhere on the screen. */
  select?(picked: Picked | null): void
  detach(): void
}

export interface MapPart {
  name: string
  attach(context: MapContext): AttachedPart
}
