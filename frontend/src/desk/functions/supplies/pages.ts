/** The pages of 物资保障, one line each; `stock.page.<key>` and `stock.about.<key>` name them. One depot is opened by its number. */
import { defineAsyncComponent, type Component } from 'vue'

export const PAGES: ReadonlyArray<{ key: string; page: Component }> = [
  { key: 'transfers', page: defineAsyncComponent(() => import('./TransfersPage.vue')) },
  { key: 'ask', page: defineAsyncComponent(() => import('./AskPage.vue')) },
  { key: 'depots', page: defineAsyncComponent(() => import('./DepotsPage.vue')) },
  { key: 'items', page: defineAsyncComponent(() => import('./ItemsPage.vue')) },
  { key: 'alerts', page: defineAsyncComponent(() => import('./AlertsPage.vue')) },
  { key: 'agreements', page: defineAsyncComponent(() => import('./AgreementsPage.vue')) },
]
const NUMBERED: Readonly<Record<string, { page: Component; under: string }>> = {
  depot: { page: defineAsyncComponent(() => import('./DepotPage.vue')), under: 'depots' },
  request: { page: defineAsyncComponent(() => import('./TransfersPage.vue')), under: 'transfers' },
}

export function pageOf(item: number | string | null): { page: Component; id: number; key: string } {
  const [key = '', id] = String(item ?? 'transfers').split(':')
  const numbered = NUMBERED[key]
  if (numbered && id) return { page: numbered.page, id: Number(id), key: numbered.under }
  const found = PAGES.find((one) => one.key === key) ?? PAGES[0]!
  return { page: found.page, id: 0, key: found.key }
}
