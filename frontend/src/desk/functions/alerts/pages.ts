/** The pages of 预测预警; `alerts.page.<key>` names them. One warning is `alert:<id>`, its update `update:<id>`, a draft put right `edit:<id>`. */
import { defineAsyncComponent, type Component } from 'vue'

export const PAGES: ReadonlyArray<{ key: string; page: Component; verb?: string }> = [
  { key: 'documents', page: defineAsyncComponent(() => import('./DocumentsPage.vue')) },
  { key: 'triggers', page: defineAsyncComponent(() => import('./TriggersPage.vue')) },
  { key: 'quakes', page: defineAsyncComponent(() => import('./QuakesPage.vue')) },
  { key: 'receivers', verb: 'peer.manage', page: defineAsyncComponent(() => import('./ReceiversPage.vue')) },
]
const OTHERS: Readonly<Record<string, Component>> = {
  alert: defineAsyncComponent(() => import('./AlertPage.vue')),
  new: defineAsyncComponent(() => import('./AlertForm.vue')),
  update: defineAsyncComponent(() => import('./AlertForm.vue')),
  edit: defineAsyncComponent(() => import('./AlertForm.vue')),
  proposal: defineAsyncComponent(() => import('./ProposalPage.vue')),
}

export function pageOf(item: number | string | null): { page: Component | null; key: string; id: number } {
  const [key = '', id = ''] = String(item ?? '').split(':')
  return { page: OTHERS[key] ?? PAGES.find((one) => one.key === key)?.page ?? null, key, id: Number(id) || 0 }
}
