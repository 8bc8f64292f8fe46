/** The place whose coordinates are shown: set by the tool itself, by the search, by whoever wants to show one. */
import { shallowRef } from 'vue'

import type { LonLat } from '../../entry/datum'

export const chosenPlace = shallowRef<LonLat | null>(null)
