/** Which panels a wall shows, in which order, and which of them stand on one page. Pure. */
import type { PanelSet } from './wire'

/** Every panel there is, in the order of a wall that nobody has arranged; as the centre's own list. */
export const PANEL_KEYS = ['stations', 'departments', 'goals', 'cameras', 'rounds', 'fire'] as const
export type Key = (typeof PANEL_KEYS)[number]

/** Of the finest area that was arranged and that holds the wall's own; what this page does not know is left out. */
export function panelsFor(area: string, sets: Iterable<PanelSet>): Key[] {
  const ours = [...sets].filter((one) => area.startsWith(one.area)).sort((a, b) => b.area.length - a.area.length)[0]
  const known = (ours?.panels ?? []).filter((key): key is Key => (PANEL_KEYS as readonly string[]).includes(key))
  return known.length ? known : [...PANEL_KEYS]
}

/** Two rows of `columns` cells a page, filled in order; a wide panel that does not fit in a row goes to the next. */
export function pagesOf(keys: readonly Key[], wide: (key: Key) => number, columns: number, rows = 2): Key[][] {
  const pages: Key[][] = []
  let page: Key[] = []
  let row = 0
  let used = 0
  for (const key of keys) {
    const size = Math.min(wide(key), columns)
    if (used + size > columns) {
      row += 1
      used = 0
    }
    if (row >= rows) {
      pages.push(page)
      page = []
      row = 0
    }
    page.push(key)
    used += size
  }
  return page.length ? [...pages, page] : pages
}

/** Of a page: one that does not fill its only row is shared out, but never on several screens, whose seams the columns keep clear of. */
export function acrossOf(used: number, columns: number, screens: number): number {
  return screens === 1 ? Math.min(columns, Math.max(1, used)) : columns
}

/** Columns of a pane of this width over height: whole ones to a screen, so that no panel lies under a seam. */
export function columnsFor(shape: number, screens: number): number {
  const each = Math.round((shape / screens) * 2.06)
  return screens * Math.min(4, Math.max(screens > 1 ? 1 : 2, each))
}
