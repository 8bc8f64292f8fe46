/** What somebody elsewhere on the desk wants to have analysed; the panel takes it when it opens. */
import { shallowRef } from 'vue'

import { openTool } from '../maptools/tools'
import type { From } from './wire'

export const asked = shallowRef<From | null>(null)

export function openAround(from: From): void {
  asked.value = from
  openTool.value = 'around'
}
