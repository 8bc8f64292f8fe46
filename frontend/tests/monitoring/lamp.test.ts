import { describe, expect, it } from 'vitest'

import type { FeedRow } from '@/map/feeds/lights'
import { byLamp, lampOf, litOf, withBoard } from '@/monitoring/lamp'

const NOW = Date.parse('2026-11-22T08:00:00Z')
const feed = (id: number, minutes: number | null, more: Partial<FeedRow> = {}): FeedRow => ({
  id, area: '4401', name: `数据源${id}`, kind: 'gauges', drop: true, enabled: true, state: 'ok', error: '', rows: 1, bad: 0, data_at: null,
  ok_at: minutes === null ? null : new Date(NOW - minutes * 60_000).toISOString(), late_after_s: 600, ...more,
})

describe('a light of a feed', () => {
  it('is green while its data are young, amber when they are late, red when they stayed away three times as long', () => {
    expect([5, 11, 29, 31].map((minutes) => lampOf(feed(1, minutes), NOW))).toEqual(['green', 'amber', 'amber', 'red'])
  })
  it('is amber while a reading failed and the data are still young, red when there never were any', () => {
    expect(lampOf(feed(1, 5, { state: 'failing' }), NOW)).toBe('amber')
    expect(lampOf(feed(1, null, { state: 'failing' }), NOW)).toBe('red')
  })
  it('is grey when it waits for its first word or is switched off', () => {
    expect(lampOf(feed(1, null, { state: 'waiting' }), NOW)).toBe('grey')
    expect(lampOf(feed(1, 999, { enabled: false }), NOW)).toBe('grey')
  })
})

describe('a light of a department', () => {
  it('is that of its worst feed and names it with the moment from which it is late', () => {
    const lit = litOf({ order: 1, feeds: [feed(1, 5), feed(2, 15)] }, NOW)
    expect([lit.lamp, lit.ill.map((one) => one.id)]).toEqual(['amber', [2]])
    expect(lit.since).toBe(NOW - 5 * 60_000)
  })
  it('without a feed is grey, and stands after what is troubled and before what is well', () => {
    const rows = [{ order: 1, feeds: [feed(1, 1)] }, { order: 2, feeds: [] }, { order: 3, feeds: [feed(3, 15)] }, { order: 4, feeds: [feed(4, 99)] }]
    expect(byLamp(rows, NOW).map((one) => one.row.order)).toEqual([4, 3, 2, 1])
  })
  it('takes the newest word of its feeds from the board', () => {
    const rows = withBoard([{ feeds: [feed(1, 99)] }], new Map([['1', feed(1, 1)]]))
    expect(lampOf(rows[0]!.feeds[0]!, NOW)).toBe('green')
  })
})
