/** Which function of the centre stands on the desk, and what is chosen in it; one truth for all windows of the desk. */
import { readonly, shallowRef, type DeepReadonly, type Ref } from 'vue'

/** The twelve functions in the order of the municipal plan, and before them what waits for the person who sits here. */
export const KEYS = ['inbox', 'duty', 'hazards', 'plans', 'forces', 'supplies', 'alerts', 'dispatch', 'conferences', 'monitoring', 'release', 'opinion', 'figures'] as const
export type FunctionKey = (typeof KEYS)[number]

/** What is open in the function's Detail: a number, a code, `new` for an empty form; null while nothing is. */
export type Chosen = number | string | null

export interface Shown {
  key: FunctionKey
  item: Chosen
}

const current = shallowRef<FunctionKey>('dispatch')
const item = shallowRef<Chosen>(null)
/** Kept per function, so that coming back finds what was open. */
const before = new Map<FunctionKey, Chosen>()
const heard: Array<(shown: Shown) => void> = []

export interface Functions {
  current: DeepReadonly<Ref<FunctionKey>>
  item: DeepReadonly<Ref<Chosen>>
  /** `item` left out: what was open there last. */
  open(key: FunctionKey, item?: Chosen): void
  /** Choose within the function that is open. */
  choose(item: Chosen): void
}

function show(key: FunctionKey, chosen: Chosen): void {
  before.set(key, chosen)
  if (current.value === key && item.value === chosen) return
  current.value = key
  item.value = chosen
}

export function openFunction(key: FunctionKey, chosen?: Chosen): void {
  const next = chosen === undefined ? (before.get(key) ?? null) : chosen
  const same = current.value === key && item.value === next
  show(key, next)
  if (!same) for (const tell of heard) tell({ key, item: next })
}

/** Another window of the desk opened it; not told on. */
export function followFunction(shown: Shown): void {
  show(shown.key, shown.item)
}

/** Answers the way to stop hearing. */
export function onFunction(tell: (shown: Shown) => void): () => void {
  heard.push(tell)
  return () => void heard.splice(heard.indexOf(tell), 1)
}

export function useFunction(): Functions {
  return { current: readonly(current), item: readonly(item), open: openFunction, choose: (chosen) => openFunction(current.value, chosen) }
}
