/** Incidents marked in the queue to be planned together, and whether the plan is open: the queue marks, the sheet reads. */
import { ref, shallowRef } from 'vue'

export const marked = shallowRef<readonly number[]>([])
export const planning = ref(false)

export function mark(id: number): void {
  marked.value = marked.value.includes(id) ? marked.value.filter((one) => one !== id) : [...marked.value, id]
}
