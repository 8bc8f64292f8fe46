/** The place whose coordinates are shown: set by the tool itself, by the search, by whoever wants to show one. */
import { shallowRef } from 'vue'

import type { LonLat } from '../../entry/datum'

export const chosenPlace = shallowRef<LonLat | null>(null)

/** Half of what the tools and an open panel cover: what is flown to is meant to be seen beside them. */
const COVERED_PX = 210

/** Longitude of the map's middle that shows a place to the right of the panel. */
export const besidePanel = (lon: number, zoom: number): number => lon - (COVERED_PX * 360) / (512 * 2 ** zoom)
