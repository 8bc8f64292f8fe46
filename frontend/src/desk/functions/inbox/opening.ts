/** Where each kind of waiting thing is dealt with; a part adds its line. What has none is opened by its incident. */
import type { Desk } from '../../desk'
import { openTree } from '../../callout/tree/opened'
import { openTab } from '../../incident/tabs'
import { openFunction, type FunctionKey } from '../function'
import type { Waiting } from './inbox'

const IN_FUNCTION: Readonly<Record<string, (one: Waiting) => { key: FunctionKey; item: string | number | null }>> = {
  handover: () => ({ key: 'duty', item: 'handover' }),
  report: (one) => ({ key: 'duty', item: `report:${one.id}` }),
  report_clock: () => ({ key: 'duty', item: 'reports' }),
  instruction: () => ({ key: 'duty', item: 'instructions' }),
  response: (one) => ({ key: 'plans', item: `response:${one.id}` }),
  drill: (one) => ({ key: 'plans', item: `drill:${one.id}` }),
  task: (one) => ({ key: 'plans', item: `set:${one.values.set}` }),
  alert: (one) => ({ key: 'alerts', item: `alert:${one.id}` }),
  alert_proposal: (one) => ({ key: 'alerts', item: `proposal:${one.id}` }),
  alert_document: () => ({ key: 'alerts', item: 'documents' }),
  opinion: (one) => ({ key: 'opinion', item: one.id }),
  opinion_spike: (one) => ({ key: 'opinion', item: Number(one.values.item) }),
  inspection: (one) => ({ key: 'hazards', item: `round:${one.id}` }),
  release: (one) => ({ key: 'release', item: one.id }),
  swap: () => ({ key: 'duty', item: 'roster' }),
  consultation: (one) => ({ key: 'conferences', item: `consultation:${one.id}` }),
  support_request: (one) => ({ key: 'forces', item: `support:${one.id}` }),
  agreement: () => ({ key: 'forces', item: 'agreements' }),
  volunteer: (one) => ({ key: 'forces', item: `volunteer:${one.id}` }),
  force_gear: (one) => ({ key: 'forces', item: `team:${one.id}` }),
}

export function openWaiting(desk: Desk, one: Waiting): void {
  const place = IN_FUNCTION[one.kind]?.(one)
  if (place) return openFunction(place.key, place.item)
  if (one.kind === 'call' && one.incident === null) return openTree()
  if (one.incident === null) return
  desk.select({ kind: 'incident', id: one.incident })
  if (one.kind === 'order') openTab('orders')
  if (one.kind === 'call') openTab('calls')
  if (one.kind === 'review') openTab('review')
}
