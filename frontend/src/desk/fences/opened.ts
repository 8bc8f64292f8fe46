/** Which fence the panel shows; clicked on the map or in the list. */
import { shallowRef } from 'vue'

import { openTool } from '../maptools/tools'

export const shownFence = shallowRef<number | null>(null)

export function showFence(id: number): void {
  shownFence.value = id
  openTool.value = 'fences'
}
