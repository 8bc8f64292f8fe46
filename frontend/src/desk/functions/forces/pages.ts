/** The pages of 队伍建设, one line each; `forces.page.<key>` and `forces.about.<key>` name them. One team is opened by its number. */
import { defineAsyncComponent, type Component } from 'vue'

import { coverOf } from './wire'

export const PAGES: ReadonlyArray<{ key: string; page: Component }> = [
  { key: 'directory', page: defineAsyncComponent(() => import('./DirectoryPage.vue')) },
  { key: 'coverage', page: defineAsyncComponent(() => import('./CoveragePage.vue')) },
  { key: 'reach', page: defineAsyncComponent(() => import('./ReachPage.vue')) },
  { key: 'bases', page: defineAsyncComponent(() => import('./BasesPage.vue')) },
  { key: 'registers', page: defineAsyncComponent(() => import('./RegistersPage.vue')) },
  { key: 'volunteers', page: defineAsyncComponent(() => import('./VolunteersPage.vue')) },
  { key: 'standby', page: defineAsyncComponent(() => import('./StandbyPage.vue')) },
  { key: 'experts', page: defineAsyncComponent(() => import('./ExpertsPage.vue')) },
  { key: 'agreements', page: defineAsyncComponent(() => import('./AgreementsPage.vue')) },
  { key: 'supports', page: defineAsyncComponent(() => import('./SupportsPage.vue')) },
]
const NUMBERED: Readonly<Record<string, { page: Component; under: string }>> = {
  team: { page: defineAsyncComponent(() => import('./TeamPage.vue')), under: 'directory' },
  base: { page: defineAsyncComponent(() => import('./BasePage.vue')), under: 'bases' },
  volunteer: { page: defineAsyncComponent(() => import('./VolunteerPage.vue')), under: 'volunteers' },
  support: { page: defineAsyncComponent(() => import('./SupportPage.vue')), under: 'supports' },
}

const COVER_PAGE = defineAsyncComponent(() => import('./CoverPage.vue'))

export function pageOf(item: number | string | null): { page: Component; id: number; key: string } {
  if (coverOf(item)) return { page: COVER_PAGE, id: 0, key: 'reach' }
  const [key = '', id] = String(item ?? 'directory').split(':')
  const numbered = NUMBERED[key]
  if (numbered && id) return { page: numbered.page, id: Number(id), key: numbered.under }
  const found = PAGES.find((one) => one.key === key) ?? PAGES[0]!
  return { page: found.page, id: 0, key: found.key }
}
