/** The wall's page of each function, one line each. Not loaded later: a wall left alone for months would ask for files that an update took away. */
import type { Component } from 'vue'

import type { Scene } from '../scene'
import type { WithPage } from './keys'
import plans from './plans.vue'

const PAGES: Record<WithPage, Component> = {
  plans,
}

export const pageOf = (kind: Scene['kind']): Component | null => (PAGES as Partial<Record<Scene['kind'], Component>>)[kind] ?? null
