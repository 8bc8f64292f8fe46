/** Changing a plot's shape: take its lock, let terra-draw hold it, renew the lease, save against the revision that was seen, let go. */
import type { Geometry, Polygon } from 'geojson'
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { drawable, editable, hidden, roundOf, startEditing, type Round, type Session } from '@/map/plots/drawing'
import { COLOURS, lookOf } from '@/map/plots/looks'
import type { Act, Desk } from '../desk'
import { changePlot, lockPlot, releasePlot } from './acts'
import type { PlotRow } from './wire'

/** A third of the lease: two renewals may be lost. */
const RENEW_MS = 20_000

export function useEditing(desk: Desk, act: Act, plot: () => PlotRow) {
  const on = ref(false)
  const failed = shallowRef<Error | null>(null)
  const changed = shallowRef<Geometry | null>(null)
  const round = shallowRef<Round | null>(null)
  let session: Session | null = null
  let timer = 0
  let seen = 0
  let locked = 0

  const can = computed(() => plot().kind !== 'downwind' && editable(plot().shape as unknown as Geometry))

  async function start(): Promise<void> {
    const map = drawable.map.value
    const row = plot()
    const took = await act.run('edit-plot', () => lockPlot(desk, row.id))
    if (!took || !map) return
    locked = row.id
    seen = took.revision
    const { figures } = took
    round.value = figures.radius_m ? { lon: figures.lon!, lat: figures.lat!, radius_m: figures.radius_m } : null
    drawable.self = desk.session.value?.actor ?? ''
    on.value = true
    hidden.value = row.id
    timer = window.setInterval(() => void lockPlot(desk, row.id).catch((problem: Error) => ((failed.value = problem), lose())), RENEW_MS)
    try {
      session = await startEditing(map, took.shape as unknown as Geometry, round.value, COLOURS[lookOf(took).colour], (geometry) => (changed.value = geometry))
    } catch (problem) {
      failed.value = problem as Error
      stop()
    }
  }
  /** The picture goes; the lock is somebody else's or ends by itself. */
  function lose(): void {
    clearInterval(timer)
    session?.stop()
    session = null
    on.value = false
    changed.value = null
    hidden.value = null
  }
  function stop(): void {
    if (!on.value) return
    lose()
    void releasePlot(desk, locked).catch(() => {})
  }
  async function save(): Promise<void> {
    const geometry = changed.value
    if (!geometry) return
    const body = round.value ? { circle: roundOf((geometry as Polygon).coordinates[0]!) } : { shape: geometry }
    if (await act.run('save-plot', () => changePlot(desk, locked, { seen, ...body }))) stop()
  }
  // Somebody with the right to took it over: what was drawn here since is gone, and the screen says who has it.
  watch(
    () => plot().locked_by,
    (by) => {
      if (on.value && by !== null && by !== desk.session.value?.actor) lose()
    },
  )
  onBeforeUnmount(stop)
  return { on, can, changed, round, failed, start, save, stop }
}
