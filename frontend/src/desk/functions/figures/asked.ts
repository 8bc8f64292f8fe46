/** Which period, area and kind of event the figures are of; one truth for List and Detail, kept while the function is left. */
import { reactive, ref } from 'vue'

import { dayOf, periodOf, type Preset } from './period'

export const asked = reactive<{ preset: Preset; first: string; last: string; area: string; hazard: string }>({ preset: 'month', first: '', last: '', area: '', hazard: '' })

export function begin(area: string, now: number): void {
  if (asked.area === '') Object.assign(asked, { area, ...periodOf('month', now) })
}
export function take(preset: Exclude<Preset, 'own'>, now: number): void {
  Object.assign(asked, { preset, ...periodOf(preset, now) })
}
export const days = (): string => `first=${asked.first || dayOf(Date.now())}&last=${asked.last || dayOf(Date.now())}`
export const place = (): string => `area=${asked.area}&${days()}`
export const query = (): string => place() + (asked.hazard ? `&hazard=${asked.hazard}` : '')

/** Grows with everything entered, corrected or struck here: what is counted from it is counted again. */
export const entered = ref(0)
