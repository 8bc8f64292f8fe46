/** Changing which layers are shown, and keeping it for the person: at once on this screen, at the server when the clicking has stopped. */
import { onBeforeUnmount, ref } from 'vue'

import { post } from '@/api/client'
import { chosen, filters } from '@/map/layers/choice'

const KEEP_MS = 700

export function useChoice() {
  const unsaved = ref(false)
  let timer = 0

  function keep(): void {
    clearTimeout(timer)
    timer = window.setTimeout(() => void save(), KEEP_MS)
  }
  async function save(): Promise<void> {
    timer = 0
    try {
      await post('/api/features/choice', { layers: [...chosen.value], filters: [...filters.value] })
      unsaved.value = false
    } catch {
      unsaved.value = true // shown; the map itself already follows
    }
  }
  function set(layers: Iterable<string>): void {
    chosen.value = new Set(layers)
    keep()
  }
  function toggle(keys: readonly string[], on: boolean): void {
    set(on ? [...chosen.value, ...keys] : [...chosen.value].filter((key) => !keys.includes(key)))
  }
  function filter(said: readonly string[]): void {
    filters.value = [...said]
    keep()
  }
  onBeforeUnmount(() => {
    if (timer) {
      clearTimeout(timer)
      void save()
    }
  })
  return { unsaved, set, toggle, filter, save }
}
