/** The wall's page of each function, one line each. Not loaded later: a wall left alone for months would ask for files that an update took away. */
import type { Component } from 'vue'

import type { Scene } from '../scene'
import type { WithPage } from './keys'
import alerts from './alerts.vue'
import conferences from './conferences.vue'
import duty from './duty.vue'
import figures from './figures.vue'
import forces from './forces.vue'
import hazards from './hazards.vue'
import monitoring from './monitoring.vue'
import opinion from './opinion.vue'
import plans from './plans.vue'
import release from './release.vue'
import supplies from './supplies.vue'

const PAGES: Record<WithPage, Component> = {
  duty,
  hazards,
  plans,
  forces,
  supplies,
  conferences,
  monitoring,
  release,
  opinion,
  figures,
  alerts,
}

export const pageOf = (kind: Scene['kind']): Component | null => (PAGES as Partial<Record<Scene['kind'], Component>>)[kind] ?? null
