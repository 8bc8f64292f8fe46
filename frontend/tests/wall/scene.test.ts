import { describe, expect, it } from 'vitest'
import type { Alarm } from '@/api/types'
import { alerted, DAILY, rowOf, sceneNow, turnAt, type Scene, type WallRow } from '@/wall/scene'
import { pageAt } from '@/wall/scenes/asked'

const night: Scene = { ...DAILY, kind: 'night' }
const wall = (given: Partial<WallRow> = {}): WallRow => ({
  id: 1, area: '4401', token: 7, name: '主屏', canvas: { columns: 1, rows: 1, width: 0, height: 0, seam_px: 0 }, scene: DAILY, rotation: [], version: 1, until: null,
  set_name: '', set_at: null, shown: 0, shown_at: null, state: 'new', visit: false, x: null, ...given,
})
const rotation = [{ scene: DAILY, seconds: 20 }, { scene: night, seconds: 10 }]

describe('what a wall shows', () => {
  it('finds its own row by its token and no other', () => {
    expect(rowOf([wall({ token: 8 }), wall()], 'wall:7')?.token).toBe(7)
    expect(rowOf([wall()], 'wall:9')).toBeNull()
  })

  it('shows the daily board as long as it has no row', () => {
    expect(sceneNow(null, 0, null)).toEqual({ scene: DAILY, turn: null })
  })

  it('turns by the clock of the centre, so that two browsers turn together', () => {
    const at = [0, 19_999, 20_000, 29_999, 30_000].map((now) => turnAt(rotation, now))
    expect(at).toEqual([0, 0, 1, 1, 0])
    expect(sceneNow(wall({ rotation }), 25_000, null).scene.kind).toBe('night')
  })

  it('stays where it is while an alarm wants to be seen', () => {
    expect(sceneNow(wall({ rotation }), 25_000, 0).scene.kind).toBe('daily')
    expect(sceneNow(wall({ rotation: [rotation[0]!, rotation[1]!] }), 0, 5).turn).toBe(1)
  })

  it('turns the pages of a long list by the clock, the last one filled up', () => {
    const rows = [1, 2, 3, 4, 5]
    expect([0, 12_000, 24_000, 36_000].map((now) => pageAt(rows, 2, now).rows)).toEqual([[1, 2], [3, 4], [4, 5], [1, 2]])
    expect(pageAt([], 2, 12_000)).toEqual({ rows: [], page: 0, pages: 1 })
  })

  it('is alerted by what is urgent and unacknowledged only', () => {
    const alarm = (given: Partial<Alarm>): Alarm => ({ state: 'active', acked_by: null, verdict: null, urgency: 'critical', ...given }) as Alarm
    expect(alerted([alarm({})])).toBe(true)
    expect(alerted([alarm({ urgency: 'normal' }), alarm({ acked_by: 'user:1' }), alarm({ state: 'cleared' })])).toBe(false)
  })
})
