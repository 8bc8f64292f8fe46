/** What the directory is narrowed to; kept while the function is left, and set by whoever sends an officer there. */
import { reactive } from 'vue'

import { EVERYTHING, type Wanted } from './directory'

export const wanted = reactive<Wanted & { hazard: string }>({ ...EVERYTHING, hazard: '' })
export function wantOnly(given: Partial<Wanted & { hazard: string }>): void {
  Object.assign(wanted, EVERYTHING, { hazard: '' }, given)
}
