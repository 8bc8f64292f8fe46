/** Where each pane of a scene stands on a canvas of one or more screens, so that no words lie under the seam between two of them. Pure. */
import type { Scene } from './scene'

export type SceneKind = Scene['kind']
export type Pane = 'header' | 'map' | 'main' | 'feed' | 'tiles' | 'figures'

/** A rectangle in cells: a screen is CELLS × CELLS of them, so screens meet at multiples of CELLS. Right and bottom are exclusive. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}
export type Layout = Partial<Record<Pane, Box>>

/** Divides by 2, 3, 4, 6 and 8. */
export const CELLS = 24
/** The header's share of the first row of screens. */
const HEAD = 2
/** Under this a canvas is one screen's shape; wider ones are laid out as screens side by side even where there is no seam. */
const WIDE = 2.4
const SCREEN = 16 / 9

const box = (left: number, top: number, right: number, bottom: number): Box => ({ left, top, right, bottom })

/** Screens side by side: what the bureau entered, else as many as the window's shape holds. */
export function columnsOf(entered: number, width: number, height: number): number {
  if (entered > 1 || height <= 0) return Math.max(1, entered)
  const aspect = width / height
  return aspect < WIDE ? 1 : Math.max(2, Math.round(aspect / SCREEN))
}

/**
 * Panes of words take whole screens sideways, or part of one; upwards they stay within the bottom screen or above it.
 * Over seams go only the map, rows of pictures (which end at them) and what fills the canvas on purpose, a conference or one picture.
 */
export function layoutOf(kind: SceneKind, columns: number, rows: number): Layout {
  const header = box(0, 0, columns * CELLS, HEAD)
  // The past fills the wall: beside a picture of now somebody would take one for the other.
  if (kind === 'replay') return { header, main: box(0, HEAD, columns * CELLS, rows * CELLS) }
  if (columns === 1) return { header, ...onOne(kind, rows * CELLS) }
  return { header, ...(rows === 1 ? onRow(kind, columns * CELLS) : onWall(kind, columns * CELLS, rows * CELLS)) }
}

/** One screen, or a column of them: the shape the wall was drawn for. */
function onOne(kind: SceneKind, high: number): Layout {
  const foot = high - 5
  switch (kind) {
    case 'map':
      return { map: box(0, HEAD, CELLS, high) }
    case 'night':
      return { map: box(0, HEAD, 16, high), feed: box(16, HEAD, CELLS, high) }
    case 'incident':
      return { map: box(0, HEAD, 14, foot), main: box(14, HEAD, CELLS, high), tiles: box(0, foot, 14, high) }
    case 'daily':
      return { map: box(0, HEAD, 17, foot), feed: box(17, HEAD, CELLS, high), tiles: box(0, foot, 13, high), figures: box(13, foot, 17, high) }
    case 'monitoring':
    case 'cameras':
      return { main: box(0, HEAD, 18, high), map: box(18, HEAD, CELLS, high / 2), feed: box(18, high / 2, CELLS, high) }
    default:
      return { main: box(0, HEAD, 16, high), map: box(16, HEAD, CELLS, high / 2), feed: box(16, high / 2, CELLS, high) }
  }
}

/** Screens in one row: pictures left, the map between, words right. */
function onRow(kind: SceneKind, wide: number): Layout {
  const right = wide - CELLS
  const rest = box(right, HEAD, wide, CELLS)
  if (kind === 'map' || kind === 'night') return { map: box(0, HEAD, right, CELLS), feed: rest }
  if (kind === 'daily' || kind === 'incident') {
    const words = kind === 'daily' ? 'feed' : 'main'
    if (right === CELLS) return { map: box(0, HEAD, CELLS, 19), tiles: box(0, 19, 16, CELLS), figures: box(16, 19, CELLS, CELLS), [words]: rest }
    return { tiles: box(0, HEAD, CELLS, 18), figures: box(0, 18, CELLS, CELLS), map: box(CELLS, HEAD, right, CELLS), [words]: rest }
  }
  if (right === CELLS) return { main: box(0, HEAD, CELLS, CELLS), map: box(CELLS, HEAD, wide, 13), feed: box(CELLS, 13, wide, CELLS) }
  if (kind === 'cameras') return { main: box(0, HEAD, right, CELLS), map: box(right, HEAD, wide, 13), feed: box(right, 13, wide, CELLS) }
  return { map: box(0, HEAD, CELLS, CELLS), main: box(CELLS, HEAD, right, CELLS), feed: rest }
}

/** Screens in several rows: above what everybody looks at, below the pictures and figures. */
function onWall(kind: SceneKind, wide: number, high: number): Layout {
  const right = wide - CELLS
  const low = high - CELLS
  const top = box(0, HEAD, right, low)
  const foot = { tiles: box(0, low, right, high), figures: box(right, low, wide, high) }
  if (kind === 'map' || kind === 'night') return { map: box(0, HEAD, wide, low), feed: box(right, low, wide, high), tiles: foot.tiles }
  if (kind === 'daily') return { map: top, feed: box(right, HEAD, wide, low), ...foot }
  if (kind === 'incident') return { map: top, main: box(right, HEAD, wide, low), ...foot }
  return { main: top, map: box(right, HEAD, wide, low), feed: foot.figures, tiles: foot.tiles }
}

/** The screens one browser shows of a wall made of several: `?part=2` counts from the left, then down; null = all of it. */
export function partOf(query: URLSearchParams, columns: number, rows: number): Box | null {
  const n = Number(query.get('part'))
  if (!Number.isInteger(n) || n < 1 || n > columns * rows) return null
  const column = (n - 1) % columns
  const row = Math.floor((n - 1) / columns)
  return box(column * CELLS, row * CELLS, (column + 1) * CELLS, (row + 1) * CELLS)
}

export const meets = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** Screens it lies on, sideways. */
export const screensWide = (one: Box): number => Math.ceil(one.right / CELLS) - Math.floor(one.left / CELLS)

/** Pictures in a row, so that each ends at a seam: as many to a screen as are needed for four, or two by two where the pane is tall. */
export function tilesAcross(one: Box): { across: number; down: number } {
  const wide = screensWide(one)
  if (wide > 1) return { across: wide * Math.ceil(4 / wide), down: 1 }
  const shape = ((one.right - one.left) / (one.bottom - one.top)) * SCREEN
  return shape > 4 ? { across: 4, down: 1 } : { across: 2, down: 2 }
}
