/** The pages of the duty, one line each; other parts (信息报告, 批示) add theirs. `duty.page.<key>` and `duty.about.<key>` name them. */
import { defineAsyncComponent, type Component } from 'vue'

export interface Page {
  key: string
  page: Component
}

export const PAGES: readonly Page[] = [
  { key: 'handover', page: defineAsyncComponent(() => import('./HandoverPage.vue')) },
  { key: 'log', page: defineAsyncComponent(() => import('./LogPage.vue')) },
  { key: 'roster', page: defineAsyncComponent(() => import('./RosterPage.vue')) },
  { key: 'periods', page: defineAsyncComponent(() => import('./PeriodsPage.vue')) },
  { key: 'calls', page: defineAsyncComponent(() => import('./RollCallsPage.vue')) },
  { key: 'nil', page: defineAsyncComponent(() => import('./NilPage.vue')) },
  { key: 'reports', page: defineAsyncComponent(() => import('../reports/ReportsPage.vue')) },
  { key: 'terms', page: defineAsyncComponent(() => import('../reports/TermsPage.vue')) },
  { key: 'instructions', page: defineAsyncComponent(() => import('../reports/InstructionsPage.vue')) },
  { key: 'peers', page: defineAsyncComponent(() => import('../peering/PeersPage.vue')) },
]

/** Opened by a number: `shift:12`, `call:3`. */
export const NUMBERED: Readonly<Record<string, { page: Component; under: string }>> = {
  shift: { page: defineAsyncComponent(() => import('./ShiftPage.vue')), under: 'roster' },
  call: { page: defineAsyncComponent(() => import('./RollCallPage.vue')), under: 'calls' },
  report: { page: defineAsyncComponent(() => import('../reports/ReportPage.vue')), under: 'reports' },
  peer: { page: defineAsyncComponent(() => import('../peering/PeerPage.vue')), under: 'peers' },
  peeritem: { page: defineAsyncComponent(() => import('../peering/PeerItemPage.vue')), under: 'peers' },
}

/** What an item of the function means: its page, the number it is about, the row of the List that stands marked. */
export function pageOf(item: number | string | null): { page: Component; id: number | null; key: string } {
  const [key, id] = String(item ?? PAGES[0].key).split(':')
  const numbered = NUMBERED[key]
  if (numbered && id) return { page: numbered.page, id: Number(id), key: numbered.under }
  const found = PAGES.find((one) => one.key === key) ?? PAGES[0]
  return { page: found.page, id: null, key: found.key }
}
