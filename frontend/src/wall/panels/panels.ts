/** The panels of the wall's 实时监控, one line each; a bureau says which it shows and in which order. Not loaded later, as every page of a wall. */
import type { Component } from 'vue'

import type { components } from '@/api/schema'
import cameras from './cameras.vue'
import departments from './departments.vue'
import fire from './fire.vue'
import goals from './goals.vue'
import rounds from './rounds.vue'
import stations from './stations.vue'

export type PanelKey = components['schemas']['PanelWish']['panels'][number]
interface Panel {
  panel: Component
  /** Of four columns. */
  wide: 1 | 2
}

const PANELS: Record<PanelKey, Panel> = {
  stations: { panel: stations, wide: 2 },
  departments: { panel: departments, wide: 1 },
  goals: { panel: goals, wide: 1 },
  cameras: { panel: cameras, wide: 2 },
  rounds: { panel: rounds, wide: 1 },
  fire: { panel: fire, wide: 1 },
}
export const panelOf = (key: PanelKey): Panel => PANELS[key]
