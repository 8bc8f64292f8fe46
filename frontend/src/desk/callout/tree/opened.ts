/** Which calls the tree shows: those of one callout, of one incident, or all that are going on; null while it is closed. */
import { shallowRef } from 'vue'

export interface Wanted {
  callout: number | null
  incident: number | null
}

export const opened = shallowRef<Wanted | null>(null)

export function openTree(wanted: Partial<Wanted> = {}): void {
  opened.value = { callout: null, incident: null, ...wanted }
}
export function closeTree(): void {
  opened.value = null
}
