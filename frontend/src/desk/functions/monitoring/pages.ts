/** The pages of 实时监控, one line each; `monitoring.page.<key>` and `monitoring.about.<key>` name them. */
import { defineAsyncComponent, type Component } from 'vue'

export const PAGES: ReadonlyArray<{ key: string; page: Component }> = [
  { key: 'forest', page: defineAsyncComponent(() => import('./ForestPage.vue')) },
  { key: 'points', page: defineAsyncComponent(() => import('./PointsPage.vue')) },
  { key: 'forward', page: defineAsyncComponent(() => import('./ForwardPage.vue')) },
  { key: 'demands', page: defineAsyncComponent(() => import('./DemandsPage.vue')) },
  { key: 'stations', page: defineAsyncComponent(() => import('./StationsPage.vue')) },
  { key: 'data', page: defineAsyncComponent(() => import('./DataPage.vue')) },
  { key: 'video', page: defineAsyncComponent(() => import('./VideoPage.vue')) },
  { key: 'cameras', page: defineAsyncComponent(() => import('./CamerasPage.vue')) },
  { key: 'arrange', page: defineAsyncComponent(() => import('./ArrangePage.vue')) },
  { key: 'relief', page: defineAsyncComponent(() => import('./ReliefPage.vue')) },
]

export function pageOf(item: number | string | null): { page: Component; key: string } {
  const key = typeof item === 'string' && item.startsWith('station:') ? 'stations' : item // one of them is open
  return PAGES.find((one) => one.key === key) ?? PAGES[0]!
}
