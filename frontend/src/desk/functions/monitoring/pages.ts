/** The pages of 实时监控, one line each; `monitoring.page.<key>` and `monitoring.about.<key>` name them. */
import { defineAsyncComponent, type Component } from 'vue'

export const PAGES: ReadonlyArray<{ key: string; page: Component }> = [
  { key: 'forest', page: defineAsyncComponent(() => import('./ForestPage.vue')) },
  { key: 'points', page: defineAsyncComponent(() => import('./PointsPage.vue')) },
  { key: 'forward', page: defineAsyncComponent(() => import('./ForwardPage.vue')) },
  { key: 'demands', page: defineAsyncComponent(() => import('./DemandsPage.vue')) },
  { key: 'data', page: defineAsyncComponent(() => import('./DataPage.vue')) },
  { key: 'video', page: defineAsyncComponent(() => import('./VideoPage.vue')) },
  { key: 'relief', page: defineAsyncComponent(() => import('./ReliefPage.vue')) },
]

export function pageOf(item: number | string | null): { page: Component; key: string } {
  return PAGES.find((one) => one.key === item) ?? PAGES[0]!
}
