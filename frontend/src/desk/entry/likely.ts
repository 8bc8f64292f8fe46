/** Asks the centre for likely duplicates while the form is being filled in; the answer to an old question is dropped. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

import { get } from '@/api/client'
import type { Alarm, Incident } from '@/api/types'

export interface Likely {
  alarm: Alarm
  distance_m: number
  minutes: number
  same_type: boolean
  incident: Incident | null
}
export interface Question {
  lon: number | null
  lat: number | null
  type: string
  at: string
  /** 0 = real. */
  exercise: number
}

/** People stop typing for that long. */
const SETTLE_MS = 350

export function useLikely(question: () => Question): {
  rows: ShallowRef<Likely[]>
  failed: ShallowRef<boolean>
  /** Waits for the answer to what the form says now. */
  settled: () => Promise<Likely[]>
} {
  const rows = shallowRef<Likely[]>([])
  const failed = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let under: Promise<void> | null = null
  let n = 0

  async function ask(): Promise<void> {
    const { lon, lat, type, at, exercise } = question()
    const mine = ++n
    if (lon === null || lat === null) {
      rows.value = []
      return
    }
    const query = new URLSearchParams({ lon: String(lon), lat: String(lat), ...(type && { type }), ...(at && { at }), ...(exercise && { exercise: String(exercise) }) })
    try {
      const answer = await get<Likely[]>(`/api/alarms/duplicates?${query}`, { timeoutMs: 4000 })
      if (mine !== n) return
      rows.value = answer
      failed.value = false
    } catch {
      if (mine !== n) return
      rows.value = []
      failed.value = true
    }
  }
  function now(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const asked = ask().finally(() => {
      if (under === asked) under = null
    })
    return (under = asked)
  }
  watch(
    () => JSON.stringify(question()),
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void now(), SETTLE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return {
    rows, failed,
    async settled() {
      if (timer !== undefined) await now()
      else if (under) await under
      return rows.value
    },
  }
}
