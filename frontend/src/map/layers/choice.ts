/** What the map's layers are and which of them this screen shows; one per page, read once, kept per person by the server. */
import { shallowRef } from 'vue'

import { get } from '@/api/client'
import type { components } from '@/api/schema'

export type Group = components['schemas']['CatalogueGroup']
export type Layer = components['schemas']['CatalogueLayer']
export type Attribute = components['schemas']['CatalogueAttribute']
export type Frame = Group['frame']
export type View = components['schemas']['View']
export type ViewObject = components['schemas']['ViewObject']
export type ViewShape = components['schemas']['ViewShape']
export type ViewCluster = components['schemas']['ViewCluster']
export type FeatureCard = components['schemas']['FeatureCard']
export type ListRow = components['schemas']['ListRow']
export type Listed = components['schemas']['Listed']
type Choice = components['schemas']['LayerChoiceRow']

export const groups = shallowRef<Group[]>([])
export const chosen = shallowRef<ReadonlySet<string>>(new Set())
/** `layer.attribute>=value`, as the server reads them. */
export const filters = shallowRef<readonly string[]>([])
/** What the view on this screen holds beyond what it draws; the panel says so. */
export const shown = shallowRef<{ total: number; leftOff: number; failed: boolean; loading: boolean }>({ total: 0, leftOff: 0, failed: false, loading: false })

let asked: Promise<void> | null = null

/** Asked for once; a screen that could not reach the server asks again with its next look. */
export function loadLayers(): Promise<void> {
  asked ??= Promise.all([get<Group[]>('/api/features/layers'), get<Choice>('/api/features/choice')]).then(
    ([found, choice]) => {
      groups.value = found
      chosen.value = new Set(choice.layers)
      filters.value = choice.filters
    },
    (problem: unknown) => {
      asked = null
      throw problem
    },
  )
  return asked
}

export function layerOf(key: string): (Layer & { frame: Frame; group: string }) | null {
  for (const group of groups.value) {
    const found = group.layers.find((layer) => layer.key === key)
    if (found) return { ...found, frame: group.frame, group: group.key }
  }
  return null
}

/** Drawn by a part of its own, in a shape that says more than a mark would (weather/part.ts). */
const ELSEWHERE = new Set(['wind'])

/** Those whose objects come from the server by viewport; the others are on the board and drawn from there. */
export function drawnLayers(): string[] {
  return groups.value.flatMap((group) => group.layers.filter((layer) => layer.origin === 'features' && chosen.value.has(layer.key) && !ELSEWHERE.has(layer.key)).map((layer) => layer.key))
}
