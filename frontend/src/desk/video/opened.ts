/** 视频: which streams stand on the desk, at most nine; kept over a reload of the page. */
import { ref, shallowRef } from 'vue'

export const MOST_TILES = 9
const STORE = 'ecc-desk-video'

function load(): number[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(STORE) ?? '[]')
    return Array.isArray(kept) ? kept.filter((id): id is number => Number.isSafeInteger(id)).slice(0, MOST_TILES) : []
  } catch {
    return []
  }
}

export const streams = shallowRef<number[]>(load())
/** The large one, whose camera is moved; null = all alike. */
export const chosen = ref<number | null>(null)

function set(next: number[]): void {
  streams.value = next
  if (chosen.value !== null && !next.includes(chosen.value)) chosen.value = null
  try {
    sessionStorage.setItem(STORE, JSON.stringify(next))
  } catch {
    // shown until the page is reloaded
  }
}

/** The tenth pushes the oldest out: whoever opens one wants to see it. */
export function openStream(id: number): void {
  if (!streams.value.includes(id)) set([...streams.value, id].slice(-MOST_TILES))
}
export function closeStream(id: number): void {
  set(streams.value.filter((one) => one !== id))
}
export function closeStreams(): void {
  set([])
}

/** Columns for so many tiles: 1, 2×1, 2×2, 3×2, 3×3. */
export function columnsOf(count: number): number {
  return count <= 1 ? 1 : count <= 4 ? 2 : 3
}
