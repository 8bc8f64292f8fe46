/** The pages of 预案管理, one line each; `plans.page.<key>` names them. One plan, response or set of tasks is opened by its number. */
import { defineAsyncComponent, type Component } from 'vue'

export const PAGES: ReadonlyArray<{ key: string; page: Component }> = [
  { key: 'register', page: defineAsyncComponent(() => import('./RegisterPage.vue')) },
  { key: 'library', page: defineAsyncComponent(() => import('./LibraryPage.vue')) },
  { key: 'coverage', page: defineAsyncComponent(() => import('./CoveragePage.vue')) },
  { key: 'checks', page: defineAsyncComponent(() => import('./ChecksPage.vue')) },
  { key: 'drills', page: defineAsyncComponent(() => import('./drills/DrillsPage.vue')) },
]
const NUMBERED: Readonly<Record<string, { page: Component; under: string }>> = {
  response: { page: defineAsyncComponent(() => import('./ResponsePage.vue')), under: 'register' },
  plan: { page: defineAsyncComponent(() => import('./PlanPage.vue')), under: 'library' },
  start: { page: defineAsyncComponent(() => import('./StartPage.vue')), under: 'library' },
  drill: { page: defineAsyncComponent(() => import('./drills/DrillPage.vue')), under: 'drills' },
  set: { page: defineAsyncComponent(() => import('./SetPage.vue')), under: '' },
}

export function pageOf(item: number | string | null): { page: Component; id: number; key: string } {
  const [key = '', id] = String(item ?? 'register').split(':')
  const numbered = NUMBERED[key]
  if (numbered && id) return { page: numbered.page, id: Number(id), key: numbered.under }
  const found = PAGES.find((one) => one.key === key) ?? PAGES[0]!
  return { page: found.page, id: 0, key: found.key }
}
