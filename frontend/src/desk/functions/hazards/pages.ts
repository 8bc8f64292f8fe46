/** The pages of 隐患排查. One hazard is `hazard:<id>`. */
import { defineAsyncComponent, type Component } from 'vue'

const PAGES: Readonly<Record<string, Component>> = {
  hazard: defineAsyncComponent(() => import('./HazardPage.vue')),
  new: defineAsyncComponent(() => import('./HazardForm.vue')),
  rounds: defineAsyncComponent(() => import('./RoundsPage.vue')),
  round: defineAsyncComponent(() => import('./RoundPage.vue')),
  newround: defineAsyncComponent(() => import('./RoundForm.vue')),
  towns: defineAsyncComponent(() => import('./TownsPage.vue')),
  ledgers: defineAsyncComponent(() => import('./LedgersPage.vue')),
  charges: defineAsyncComponent(() => import('./ChargesPage.vue')),
  lists: defineAsyncComponent(() => import('./IndicatorsPage.vue')),
  list: defineAsyncComponent(() => import('./IndicatorListPage.vue')),
  risks: defineAsyncComponent(() => import('./RisksPage.vue')),
}

export function pageOf(item: number | string | null): { page: Component | null; key: string; id: number } {
  const [key = '', id = ''] = String(item ?? '').split(':')
  return { page: PAGES[key] ?? null, key, id: Number(id) || 0 }
}
