/** How much waits under each function, as its own part counts it; the rail only shows. */
import { shallowReactive } from 'vue'

import type { FunctionKey } from './function'

export interface Count {
  n: number
  /** Something of it is past its time: said in colour and by the list. */
  late: boolean
}

const counts = shallowReactive(new Map<FunctionKey, Count>())

export function setCount(key: FunctionKey, count: Count | null): void {
  if (count === null || count.n === 0) counts.delete(key)
  else counts.set(key, count)
}
export const countOf = (key: FunctionKey): Count | undefined => counts.get(key)
