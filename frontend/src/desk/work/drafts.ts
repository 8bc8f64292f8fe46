/** What was typed is kept for this window: over a reload, over a lock, over a change of shift; gone when it was sent. */
import { reactive, watch } from 'vue'

const PREFIX = 'ecc-draft:'

export function useDraft<T extends object>(name: string, empty: () => T): { draft: T; clear: () => void; dirty: () => boolean } {
  const blank = JSON.stringify(empty())
  let held: Partial<T> = {}
  try {
    held = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? '{}') as Partial<T>
  } catch {
    held = {}
  }
  const draft = reactive({ ...empty(), ...held }) as T
  watch(draft, (now) => {
    const text = JSON.stringify(now)
    if (text === blank) sessionStorage.removeItem(PREFIX + name)
    else sessionStorage.setItem(PREFIX + name, text)
  }, { deep: true, flush: 'sync' })
  return {
    draft,
    clear: () => void Object.assign(draft, empty()),
    dirty: () => JSON.stringify(draft) !== blank,
  }
}
