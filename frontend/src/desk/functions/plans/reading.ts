/** One answer of the server as a page shows it, read again when something it hangs on moves. */
import { onBeforeUnmount, shallowRef, watch, type ShallowRef, type WatchSource } from 'vue'

import { get } from '@/api/client'

export interface Read<T> {
  value: ShallowRef<T | null>
  failed: ShallowRef<boolean>
  load(): Promise<void>
}

const SOON_MS = 250 // several events of one action are one reading

export function useRead<T>(path: () => string, on: WatchSource<unknown>[] = []): Read<T> {
  const value = shallowRef<T | null>(null)
  const failed = shallowRef(false)
  let asked = 0
  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const found = await get<T>(path())
      if (mine === asked) [value.value, failed.value] = [found, false]
    } catch {
      if (mine === asked) failed.value = true
    }
  }
  let soon: ReturnType<typeof setTimeout> | undefined
  const again = (): void => {
    clearTimeout(soon)
    soon = setTimeout(() => void load(), SOON_MS)
  }
  if (on.length) watch(on, again)
  onBeforeUnmount(() => clearTimeout(soon))
  void load()
  return { value, failed, load }
}
