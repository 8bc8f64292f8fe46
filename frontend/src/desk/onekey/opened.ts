/** What the one-press sheet is open for: a preview of something, or the board of a press; null while it is closed. */
import { shallowRef } from 'vue'

import type { Place } from '../desk'

export interface Target {
  incident: number | null
  area: string
  polygon: readonly Place[] | null
}

export const target = shallowRef<Target | null>(null)
export const shown = shallowRef<number | null>(null)
/** Corners are being clicked on the map; the sheet waits for them. */
export const drawing = shallowRef<Target | null>(null)

export function openPress(given: Partial<Target> = {}): void {
  shown.value = null
  target.value = { incident: null, area: '', polygon: null, ...given }
}
export function openBoard(press: number): void {
  target.value = null
  shown.value = press
}
export function closePress(): void {
  target.value = null
  shown.value = null
}
