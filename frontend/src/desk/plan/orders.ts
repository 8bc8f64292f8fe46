/** A plan taken over: one order form per incident, kept over a reload, sent one incident after the other, each all or none. */
import type { Crossing } from '../incident/wire'
import { approvalsFor } from '../incident/force'
import type { Compared, Way } from './compare'

export interface Form {
  incident: number
  number: string
  units: { id: number; name: string }[]
  task: string
  /** Set when the order is out; what went out is not sent again. */
  issued: boolean
  /** Crossings the centre asked a name for. */
  asked: Crossing[]
  approver: string
  how: 'written' | 'verbal'
}

export function formsOf(rows: readonly Compared[], way: Way): Form[] {
  return rows
    .filter((row) => row[way].teams.length > 0)
    .map((row) => ({
      incident: row.id, number: row.number, units: row[way].teams.map((one) => one.unit), task: row.task, issued: false,
      asked: [], approver: '', how: 'verbal',
    }))
}

export function missingIn(form: Form): 'task' | 'approval' | null {
  if (!form.task.trim()) return 'task'
  return form.asked.length && !form.approver.trim() ? 'approval' : null
}

export function bodyOf(form: Form): Record<string, unknown> {
  const said = Object.fromEntries(form.asked.map((one) => [one, { name: form.approver, how: form.how }]))
  const approvals = approvalsFor(form.asked, said) ?? []
  return { units: form.units.map((one) => one.id), task: form.task.trim(), ...(approvals.length ? { approvals } : {}) }
}
