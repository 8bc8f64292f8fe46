/** The tabs of an incident's screen: which there are, which key opens each, which stands open first. */
import { shallowRef } from 'vue'

import type { Shortcut } from '../work/shortcuts'
import type { LateTab } from './overdue'

export const TABS = ['story', 'force', 'orders', 'safety', 'supplies', 'calls', 'files', 'talk', 'conference', 'evacuation', 'review'] as const
export type Tab = (typeof TABS)[number]

/** Asked for from outside the pane (a shortcut, the palette, something late); `n` makes the same wish twice two wishes. */
const asked = shallowRef<{ tab: Tab; n: number } | null>(null)

export const wish: Readonly<typeof asked> = asked
export function openTab(tab: Tab | LateTab): void {
  asked.value = { tab, n: (asked.value?.n ?? 0) + 1 }
}

/** A team to send instead of one that does not answer; taken once by the force tab. */
export const instead = shallowRef<{ order: number; unit: number } | null>(null)
export function sendInstead(order: number, unit: number): void {
  instead.value = { order, unit }
  openTab('force')
}

/** An incident nobody was sent to yet needs its force; every other one is read first. */
export function firstTab(incident: { phase: string }, orders: number): Tab {
  return incident.phase !== 'closed' && orders === 0 ? 'force' : 'story'
}

/** Alt+Shift and the digit: Alt and the digit alone are the desk's panes. There are ten digits; what comes after is opened by hand. */
export function tabShortcuts(open: (tab: Tab) => void): Shortcut[] {
  return TABS.slice(0, 10).map((tab, n) => ({ id: `tab_${tab}`, code: `Digit${(n + 1) % 10}`, alt: true, shift: true, inInput: true, run: () => open(tab) }))
}
