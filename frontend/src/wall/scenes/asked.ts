/** For a page whose facts are not on the board: asked when a table of the board says that something changed, and now and then. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

import { get } from '@/api/client'
import { useLive } from '@/live/live'

const ROUND_MS = 60_000
/** Bulk work changes a table many times: asked once when it has settled. */
const SOON_MS = 1500

export interface Asked<T> {
  answer: ShallowRef<T | null>
  /** The last answer stays; the page says that it is old. */
  failed: Ref<boolean>
}

export function useAsked<T>(path: () => string, tables: readonly string[] = []): Asked<T> {
  const live = useLive()
  const answer = shallowRef<T | null>(null)
  const failed = ref(false)
  let round = 0
  let soon = 0
  let gone = false
  async function ask(): Promise<void> {
    clearTimeout(round)
    try {
      answer.value = await get<T>(path())
      failed.value = false
    } catch {
      failed.value = true
    }
    if (!gone) round = window.setTimeout(() => void ask(), ROUND_MS)
  }
  watch(tables.map((name) => live.board.table(name as never)), () => {
    clearTimeout(soon)
    soon = window.setTimeout(() => void ask(), SOON_MS)
  })
  watch(path, () => void ask())
  void ask()
  onScopeDispose(() => {
    gone = true
    clearTimeout(round)
    clearTimeout(soon)
  })
  return { answer, failed }
}

const PAGE_MS = 12_000
/** Which rows stand on a page that turns by the centre's clock, so that browsers of one wall turn together. Pure. */
export function pageAt<T>(rows: readonly T[], most: number, now: number): { rows: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rows.length / most))
  const page = Math.floor(now / PAGE_MS) % pages
  const from = Math.max(0, Math.min(page * most, rows.length - most))
  return { rows: rows.slice(from, from + most), page, pages }
}
