import { describe, expect, it } from 'vitest'
import { CELLS, columnsOf, layoutOf, meets, partOf, screensWide, tilesAcross, type Box, type Pane, type SceneKind } from '@/wall/layout'

const KINDS: SceneKind[] = ['daily', 'consult', 'incident', 'night', 'map', 'feed', 'callout', 'monitoring', 'cameras']
const WALLS: Array<[number, number]> = [[1, 1], [2, 1], [3, 1], [4, 1], [6, 1], [2, 2], [3, 2], [4, 2], [1, 2], [4, 3]]
const every = KINDS.flatMap((kind) => WALLS.map(([columns, rows]) => ({ kind, columns, rows })))
const panes = (kind: SceneKind, columns: number, rows: number): Array<[Pane, Box]> => Object.entries(layoutOf(kind, columns, rows)) as Array<[Pane, Box]>

describe('layout of a wall', () => {
  it.each(every)('$kind on $columns × $rows: panes fill their place, never overlap, never leave the canvas', ({ kind, columns, rows }) => {
    const all = panes(kind, columns, rows)
    for (const [, one] of all) {
      expect(one.right).toBeGreaterThan(one.left)
      expect(one.bottom).toBeGreaterThan(one.top)
      expect(one.left >= 0 && one.top >= 0 && one.right <= columns * CELLS && one.bottom <= rows * CELLS).toBe(true)
    }
    for (const [name, one] of all) for (const [other, two] of all) if (name !== other) expect(meets(one, two), `${name} ${other}`).toBe(false)
    const area = all.reduce((sum, [, one]) => sum + (one.right - one.left) * (one.bottom - one.top), 0)
    expect(area).toBe(columns * rows * CELLS * CELLS)
  })

  it.each(every)('$kind on $columns × $rows: no words lie under a seam', ({ kind, columns, rows }) => {
    for (const [name, one] of panes(kind, columns, rows)) {
      const words = name === 'feed' || name === 'figures' || (name === 'main' && kind === 'incident')
      if (words) expect(screensWide(one), name).toBe(1)
      if (name === 'tiles') expect(tilesAcross(one).across % screensWide(one)).toBe(0)
    }
  })

  it('shows the map in every scene: where it happens is never gone', () => {
    for (const { kind, columns, rows } of every) expect(layoutOf(kind, columns, rows).map).toBeDefined()
  })

  it('takes a very wide window without entered screens for as many as its shape holds', () => {
    expect(columnsOf(1, 1920, 1080)).toBe(1)
    expect(columnsOf(1, 2560, 1080)).toBe(1)
    expect(columnsOf(1, 5760, 1080)).toBe(3)
    expect(columnsOf(1, 7680, 2160)).toBe(2)
    expect(columnsOf(4, 1920, 1080)).toBe(4)
  })

  it('gives each browser of a wall its own screens, together all of them', () => {
    const parts = [1, 2, 3, 4, 5, 6].map((n) => partOf(new URLSearchParams(`part=${n}`), 3, 2)!)
    expect(parts[0]).toEqual({ left: 0, top: 0, right: CELLS, bottom: CELLS })
    expect(parts[5]).toEqual({ left: 2 * CELLS, top: CELLS, right: 3 * CELLS, bottom: 2 * CELLS })
    for (const one of parts) for (const two of parts) expect(one === two || !meets(one, two)).toBe(true)
    for (const wrong of ['', 'part=0', 'part=7', 'part=1.5', 'part=x']) expect(partOf(new URLSearchParams(wrong), 3, 2)).toBeNull()
  })
})
