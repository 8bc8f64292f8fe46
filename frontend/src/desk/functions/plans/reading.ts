/** One answer of the server as a page shows it, read again when something it hangs on moves. */
import { onBeforeUnmount, shallowRef, watch, type ShallowRef, type WatchSource } from 'vue'

import { ApiError, get } from '@/api/client'

export interface Read<T> {
  value: ShallowRef<T | null>
  failed: ShallowRef<boolean>
  load(): Promise<void>
}

const SOON_MS = 250 // several events of one action are one reading
const AGAIN_MS = [2_000, 5_000, 15_000, 30_000] // what did not answer is asked again by itself; a refusal is an answer

export function useRead<T>(path: () => string, on: WatchSource<unknown>[] = []): Read<T> {
  const value = shallowRef<T | null>(null)
  const failed = shallowRef(false)
  let asked = 0
  let failures = 0
  let left = false
  let retry: ReturnType<typeof setTimeout> | undefined
  async function load(): Promise<void> {
    const mine = ++asked
    clearTimeout(retry)
    try {
      const found = await get<T>(path())
      if (mine !== asked) return
      ;[value.value, failed.value, failures] = [found, false, 0]
    } catch (problem) {
      if (mine !== asked) return
      failed.value = true
      const refused = problem instanceof ApiError && problem.status >= 400 && problem.status < 500
      if (!refused && !left) retry = setTimeout(() => void load(), AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)])
    }
  }
  let soon: ReturnType<typeof setTimeout> | undefined
  const again = (): void => {
    clearTimeout(soon)
    soon = setTimeout(() => void load(), SOON_MS)
  }
  if (on.length) watch(on, again)
  onBeforeUnmount(() => {
    left = true
    clearTimeout(soon)
    clearTimeout(retry)
  })
  void load()
  return { value, failed, load }
}
