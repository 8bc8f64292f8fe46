/** The sectors of the city, asked for once. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'

import { get } from '@/api/client'
import type { Sector } from './wire'

const sectors = shallowRef<Sector[]>([])
let asked = false

export function useSectors(): { sectors: ShallowRef<Sector[]>; nameOf: ComputedRef<(code: string) => string> } {
  if (!asked) {
    asked = true
    get<Sector[]>('/api/hazards/sectors').then(
      (found) => (sectors.value = found),
      () => (asked = false),
    )
  }
  return { sectors, nameOf: computed(() => (code: string) => sectors.value.find((one) => one.code === code)?.name ?? code) }
}
