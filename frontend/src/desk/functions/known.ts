/** The functions that are built, one line each; what is not built is absent, no dead button. */
import { defineAsyncComponent, type Component } from 'vue'

import type { Session } from '@/api/types'
import { COVER } from './forces/wire'
import { KEYS, type Chosen, type FunctionKey } from './function'

export interface Known {
  key: FunctionKey
  /** Takes the left pane's place. None: the desk as it stands (指挥调度). */
  list?: Component
  /** Takes the right pane's place; none: what is chosen on the desk stays there. */
  detail?: Component
  /** The Detail lies over the map too; for some of its items where it is a question of what is open. */
  wide?: boolean | ((item: Chosen) => boolean)
  /** The key that opens it, with Alt and Shift. */
  code: string
  /** Shown to whoever has one of these verbs at any post; left out: to everybody. The server decides all the same. */
  verbs?: readonly string[]
}

export const KNOWN: readonly Known[] = [
  { key: 'inbox', code: 'KeyQ', list: defineAsyncComponent(() => import('./inbox/List.vue')) },
  { key: 'duty', code: 'KeyD', list: defineAsyncComponent(() => import('./duty/List.vue')), detail: defineAsyncComponent(() => import('./duty/Detail.vue')), wide: true, verbs: ['duty.write', 'duty.report', 'report.sign', 'instruction.give', 'audit.read'] },
  { key: 'hazards', code: 'KeyZ', list: defineAsyncComponent(() => import('./hazards/List.vue')), detail: defineAsyncComponent(() => import('./hazards/Detail.vue')) },
  { key: 'plans', code: 'KeyY', list: defineAsyncComponent(() => import('./plans/List.vue')), detail: defineAsyncComponent(() => import('./plans/Detail.vue')), wide: true, verbs: ['plan.start', 'plan.manage', 'response.propose', 'response.approve', 'incident.note', 'duty.report', 'audit.read'] },
  { key: 'forces', code: 'KeyT', list: defineAsyncComponent(() => import('./forces/List.vue')), detail: defineAsyncComponent(() => import('./forces/Detail.vue')), wide: (item) => !String(item).startsWith(`${COVER}:`), verbs: ['unit.status', 'unit.manage', 'onekey.press', 'authority.approve', 'audit.read'] },
  { key: 'supplies', code: 'KeyS', list: defineAsyncComponent(() => import('./supplies/List.vue')), detail: defineAsyncComponent(() => import('./supplies/Detail.vue')), wide: true, verbs: ['supply.request', 'supply.manage', 'onekey.press', 'authority.approve', 'audit.read'] },
  { key: 'alerts', code: 'KeyE', list: defineAsyncComponent(() => import('./alerts/List.vue')), detail: defineAsyncComponent(() => import('./alerts/Detail.vue')) },
  { key: 'dispatch', code: 'KeyX' },
  { key: 'monitoring', code: 'KeyI', list: defineAsyncComponent(() => import('./monitoring/List.vue')), detail: defineAsyncComponent(() => import('./monitoring/Detail.vue')), wide: true },
  { key: 'conferences', code: 'KeyU', list: defineAsyncComponent(() => import('./conferences/List.vue')), detail: defineAsyncComponent(() => import('./conferences/Detail.vue')), wide: true },
  { key: 'release', code: 'KeyP', verbs: ['release.draft', 'release.sign'], list: defineAsyncComponent(() => import('./release/List.vue')), detail: defineAsyncComponent(() => import('./release/Detail.vue')), wide: true },
  { key: 'opinion', code: 'KeyH', verbs: ['opinion.handle', 'opinion.manage'], list: defineAsyncComponent(() => import('./opinion/List.vue')), detail: defineAsyncComponent(() => import('./opinion/Detail.vue')), wide: true },
  { key: 'figures', code: 'KeyF', list: defineAsyncComponent(() => import('./figures/List.vue')), detail: defineAsyncComponent(() => import('./figures/Detail.vue')), wide: true, verbs: ['duty.write', 'onekey.press', 'report.sign', 'audit.read'] },
]

export function knownTo(session: Session | null): Known[] {
  const may = (one: Known): boolean => !one.verbs || (session?.posts.some((post) => post.verbs.includes('*') || one.verbs!.some((verb) => post.verbs.includes(verb))) ?? false)
  return KNOWN.filter(may).sort((a, b) => KEYS.indexOf(a.key) - KEYS.indexOf(b.key))
}

/** With what is open in it, does it lie over the map? */
export const isWide = (one: Known, item: Chosen): boolean => (typeof one.wide === 'function' ? one.wide(item) : one.wide === true)
export const knownBy = (key: FunctionKey): Known => KNOWN.find((one) => one.key === key) ?? KNOWN.find((one) => one.key === 'dispatch')!
