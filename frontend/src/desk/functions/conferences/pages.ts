/** The pages of 视频会商: a consultation, a conference, a new one, the weather processes. */
import { defineAsyncComponent, type Component } from 'vue'

const NEW = defineAsyncComponent(() => import('./NewPage.vue'))
const PAGES: Readonly<Record<string, Component>> = {
  new: NEW,
  consultation: defineAsyncComponent(() => import('./ConsultationPage.vue')),
  conference: defineAsyncComponent(() => import('./ConferencePage.vue')),
  processes: defineAsyncComponent(() => import('./ProcessesPage.vue')),
}

export function pageOf(item: number | string | null): { page: Component; id: number; key: string } {
  const [key = '', id] = String(item ?? 'new').split(':')
  return { page: PAGES[key] ?? NEW, id: Number(id ?? 0), key: PAGES[key] ? key : 'new' }
}
