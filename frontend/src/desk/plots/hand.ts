/** What the officer holds: the tool chosen in the palette, what it belongs to, and the drawing under way on the map. */
import type { Geometry } from 'geojson'
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { drawable, startDrawing, type Session, type Want } from '@/map/plots/drawing'
import { COLOURS, lookOf, type PlotColour } from '@/map/plots/looks'
import type { Act, Desk, Place } from '../desk'
import { drawPlot } from './acts'
import type { NewPlot, PlotRow, Tool } from './wire'

/** `incident:7`, `exercise:3` or empty; kept while the desk is open. */
export const belongs = ref('')

export function owner(): { incident?: number; exercise?: number } {
  const [kind, id] = belongs.value.split(':')
  return kind === 'incident' ? { incident: Number(id) } : kind === 'exercise' ? { exercise: Number(id) } : {}
}

/** Key of a hint beside the map. */
export type Hint = Want | 'source' | 'centre' | 'from' | 'to'

export interface Hand {
  tool: ReturnType<typeof shallowRef<Tool | null>>
  hint: ReturnType<typeof ref<Hint>>
  name: ReturnType<typeof ref<string>>
  colour: ReturnType<typeof ref<PlotColour | ''>>
  /** Draw with the tool until stopped; areas and lines end after one. */
  take(tool: Tool, want: Want): Promise<void>
  /** One click on the map, for a form. */
  point(tool: Tool, hint: Hint, use: (lon: number, lat: number) => void): void
  /** Send what a form made. */
  put(tool: Tool, body: Partial<NewPlot>): Promise<PlotRow | undefined>
  stop(): void
}

export function useHand(desk: Desk, act: Act): Hand {
  const tool = shallowRef<Tool | null>(null)
  const hint = ref<Hint>('Point')
  const name = ref('')
  const colour = ref<PlotColour | ''>('')
  let session: Session | null = null
  let clicked: ((at: Place) => void) | null = null
  let turn = 0

  function stop(): void {
    turn++
    session?.stop()
    session = null
    tool.value = null
    ignore()
  }
  /** Clicks on the map are ours, and select nothing. */
  function listen(to: (at: Place) => void): void {
    desk.picking.value = clicked = to
  }
  function ignore(): void {
    if (clicked && desk.picking.value === clicked) desk.picking.value = null
    clicked = null
  }
  async function begin(next: Tool, want: Want, said: Hint, done: (geometry: Geometry) => boolean): Promise<void> {
    stop()
    const map = drawable.map.value
    if (!map) return
    const mine = turn
    tool.value = next
    hint.value = said
    drawable.self = desk.session.value?.actor ?? ''
    listen(() => {}) // until the pen is loaded
    const opened = await startDrawing(map, want, COLOURS[colour.value || lookOf(next).colour], done)
    if (mine !== turn) return opened.stop()
    session = opened
    ignore()
  }
  const put = (next: Tool, body: Partial<NewPlot>): Promise<PlotRow | undefined> =>
    act.run('plot', () =>
      drawPlot(desk, { kind: next.kind, symbol: next.symbol, ...(next.sign ? { sign: next.sign } : {}), name: name.value.trim(), ...(colour.value ? { style: { colour: colour.value } } : {}), ...owner(), ...body } as Partial<NewPlot>),
    )
  async function take(next: Tool, want: Want): Promise<void> {
    await begin(next, want, want, (geometry) => {
      const more = want === 'Point' && next.kind === 'symbol'
      void put(next, { shape: geometry as never })
      if (!more) setTimeout(stop)
      return more
    })
  }
  function point(next: Tool, said: Hint, use: (lon: number, lat: number) => void): void {
    stop()
    tool.value = next
    hint.value = said
    listen(({ lon, lat }) => {
      queueMicrotask(stop) // after this click is over
      use(lon, lat)
    })
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !tool.value) return
    event.stopPropagation()
    stop()
  }
  document.addEventListener('keydown', onKey, true)
  onBeforeUnmount(() => {
    document.removeEventListener('keydown', onKey, true)
    stop()
  })
  return { tool, hint, name, colour, take, point, put, stop }
}
