import { describe, expect, it } from 'vitest'
import type { Alarm, Assignment, Incident } from '@/api/types'
import { countByUrgency, feedItems, foldFlood, pagesOf } from '@/wall/feed'
import { pixelsPerArcminute } from '@/wall/size'
import { playerFor, safeUrl, tilesOf } from '@/wall/tiles'

const alarm = (id: number, over: Partial<Alarm> = {}): Alarm =>
  ({ id, urgency: 'normal', state: 'active', incident: null, acked_by: null, verdict: null, received_at: `2026-11-21T22:00:${String(id).padStart(2, '0')}+08:00`, ...over }) as Alarm
const incident = (id: number, over: Partial<Incident> = {}): Incident =>
  ({ id, phase: 'responding', opened_at: `2026-11-21T21:00:${String(id).padStart(2, '0')}+08:00`, ...over }) as Incident

describe('the feed', () => {
  it('unacknowledged first, then urgency, then newest, then open incidents', () => {
    const items = feedItems(
      [alarm(1, { urgency: 'critical', acked_by: 'user:3' }), alarm(2), alarm(3, { urgency: 'urgent' }), alarm(4), alarm(5, { state: 'cleared' }), alarm(6, { incident: 1 })],
      [incident(1), incident(2), incident(3, { phase: 'closed' })],
      [],
      [],
    )
    expect(items.map((item) => item.key)).toEqual(['a3', 'a4', 'a2', 'a1', 'i2', 'i1'])
    expect(items.map((item) => item.flash)).toEqual([true, true, true, false, false, false])
  })

  it('counts teams on their way, there and lost; released ones not', () => {
    const assignments = [
      { id: 11, incident: 1, leg: 'working', state: 'open' },
      { id: 12, incident: 1, leg: 'en_route', state: 'open' },
      { id: 13, incident: 1, leg: 'arrived', state: 'released' },
    ] as Assignment[]
    const checks = [{ id: 11, state: 'ok' }, { id: 12, state: 'lost' }, { id: 13, state: 'lost' }]
    const items = feedItems([], [incident(1), incident(2)], assignments, checks)
    expect(items[0]).toMatchObject({ key: 'i1', teams: 2, arrived: 1, lost: 1 })
  })

  it('every page shows the unacknowledged; every item is on some page', () => {
    const items = feedItems([alarm(1), alarm(2), ...Array.from({ length: 21 }, (_, n) => alarm(n + 10, { acked_by: 'user:3' }))], [incident(1)], [], [])
    const pages = pagesOf(items, 10)
    for (const page of pages) {
      expect(page.length).toBeLessThanOrEqual(10)
      expect(page.slice(0, 2).every((item) => item.flash)).toBe(true)
    }
    expect(new Set(pages.flat().map((item) => item.key)).size).toBe(items.length)
  })

  it('a flood of unacknowledged leaves one row for the rest and loses nothing from the count', () => {
    const pages = pagesOf(feedItems(Array.from({ length: 30 }, (_, n) => alarm(n + 1)), [], [], []), 10)
    expect(pages.every((page) => page.length <= 10)).toBe(true)
    expect(pagesOf([], 10)).toEqual([[]])
  })

  it('a flood is folded by type and district, critical ones and the acknowledged stay by themselves', () => {
    const many = Array.from({ length: 14 }, (_, n) => alarm(n + 1, { urgency: 'urgent', type: '11A01', area: '440106001' }))
    const other = [alarm(20, { urgency: 'urgent', type: '11A01', area: '440105' }), alarm(21, { urgency: 'critical', type: '11A01', area: '440106' }), alarm(22, { acked_by: 'user:3', type: '11A01', area: '440106' })]
    const { items, flood } = foldFlood(feedItems([...many, ...other], [], [], []))
    expect(flood).toBe(true)
    expect(items.map((item) => [item.key, item.kind === 'alarm' && item.count])).toEqual([['a21', 1], ['a20', 1], ['a14', 14], ['a22', 1]])
    expect(foldFlood(feedItems(many.slice(0, 10), [], [], [])).items.length).toBe(10)
  })

  it('counts by urgency only what is active', () => {
    expect(countByUrgency([alarm(1, { urgency: 'critical' }), alarm(2, { urgency: 'critical', state: 'cleared' }), alarm(3)])).toEqual({ critical: 1, urgent: 0, normal: 1 })
  })
})

describe('tiles', () => {
  it('opens web addresses only, plays files of our own server only', () => {
    expect([safeUrl('https://a/b'), safeUrl('/media/x.mp4'), safeUrl('javascript:alert(1)'), safeUrl('//evil/x'), safeUrl('rtsp://10.0.0.3')]).toEqual([
      'https://a/b',
      '/media/x.mp4',
      '',
      '',
      '',
    ])
    expect([playerFor('/a.jpg'), playerFor('/a.mp4?x'), playerFor('https://cdn/a.jpg'), playerFor('rtsp://x/a.mp4')]).toEqual(['image', 'clip', 'none', 'none'])
  })

  it('always four: links first, then drones without a link, then empty', () => {
    const links = [{ id: 1, kind: 'video', label: 'a', url: '', active: false, subject: 9 }, { id: 2, kind: 'conference', label: 'b', url: '', active: true, subject: null }]
    const flying = [{ id: 9, label: 'u9' }, { id: 10, label: 'u10' }]
    expect(tilesOf(links as never, flying as never).map((tile) => tile.key)).toEqual(['l2', 'l1', 's10', 'e3'])
  })
})

describe('size', () => {
  const size = (query: string, width = 3840, height = 2160) => pixelsPerArcminute(new URLSearchParams(query), width, height, null)

  it('follows the layout when nobody measured the hall', () => {
    expect(size('')).toBeCloseTo(1.54, 2)
    expect(size('', 5760, 1080)).toBeCloseTo(0.77, 2)
  })

  it('takes arcminutes directly or from width and distance in mm', () => {
    expect(size('am=2')).toBe(2)
    expect(size('width=3600&distance=5000')).toBeCloseTo(1.55, 2)
  })

  it('a mistyped value cannot make the wall unreadable', () => {
    expect(size('am=500')).toBeCloseTo(3.08, 2)
    expect(size('am=abc')).toBeCloseTo(1.54, 2)
  })
})
