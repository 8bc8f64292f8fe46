/** Which sheet of messages lies over the desk; null while none does. */
import { shallowRef } from 'vue'

export type Sheet = 'channels' | 'broadcast' | 'drills' | 'radio'

export const sheet = shallowRef<Sheet | null>(null)
/** What the form for many begins with, e.g. the incident one came from. */
export const about = shallowRef<{ incident: number | null; areas: string[]; text: string }>({ incident: null, areas: [], text: '' })

export function openSheet(which: Sheet, from: Partial<{ incident: number | null; areas: string[]; text: string }> = {}): void {
  about.value = { incident: null, areas: [], text: '', ...from }
  sheet.value = which
}
export function closeSheet(): void {
  sheet.value = null
}
