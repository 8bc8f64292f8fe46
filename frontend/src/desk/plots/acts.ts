/** Commands on plots, and the officer's own way back: what was last done is undone first. */
import { computed, shallowRef } from 'vue'
import type { Desk } from '../desk'
import type { NewPlot, PlotRow } from './wire'

interface Done {
  id: number
  revision: number
  name: string
}

const KEEP = 50
const done = shallowRef<Done[]>([])
const taken = shallowRef<Done[]>([])

export const undoable = computed(() => done.value[done.value.length - 1] ?? null)
export const redoable = computed(() => taken.value[taken.value.length - 1] ?? null)

const entry = (row: PlotRow): Done => ({ id: row.id, revision: row.revision, name: row.name })

function remember(row: PlotRow): PlotRow {
  done.value = [...done.value, entry(row)].slice(-KEEP)
  taken.value = []
  return row
}

export const drawPlot = async (desk: Desk, body: Partial<NewPlot>): Promise<PlotRow> => remember(await desk.send<PlotRow>('/api/plots', body))
export const changePlot = async (desk: Desk, id: number, body: object): Promise<PlotRow> => remember(await desk.send<PlotRow>(`/api/plots/${id}/change`, body))
export const removePlot = async (desk: Desk, id: number): Promise<PlotRow> => remember(await desk.send<PlotRow>(`/api/plots/${id}/remove`))
export const lockPlot = (desk: Desk, id: number): Promise<PlotRow> => desk.send<PlotRow>(`/api/plots/${id}/lock`)
export const releasePlot = (desk: Desk, id: number): Promise<PlotRow> => desk.send<PlotRow>(`/api/plots/${id}/release`)
export const takeOverPlot = (desk: Desk, id: number): Promise<PlotRow> => desk.send<PlotRow>(`/api/plots/${id}/take-over`)

/** What can no longer be undone – somebody else went on from there – leaves the list, or it would stand in the way of all before it. */
async function back(desk: Desk, from: typeof done, to: typeof done): Promise<void> {
  const last = from.value[from.value.length - 1]
  if (!last) return
  from.value = from.value.slice(0, -1)
  const row = await desk.send<PlotRow>(`/api/plots/${last.id}/undo`, { revision: last.revision })
  to.value = [...to.value, entry(row)].slice(-KEEP)
}
export const undo = (desk: Desk): Promise<void> => back(desk, done, taken)
export const redo = (desk: Desk): Promise<void> => back(desk, taken, done)
