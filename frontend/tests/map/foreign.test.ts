import { describe, expect, it } from 'vitest'

import { foreignFeatures } from '@/map/foreign'

const fire = { id: 7, kind: 'incident' as const, over: false, incident: null, lon: 113.77, lat: 23.74, peer_name: '从化区平台', title: '良口镇 森林火灾', made_at: '2026-11-22T10:00:00+08:00', drill: false }

describe('incidents of other platforms', () => {
  it('stand where they are with whose word it is and from when', () => {
    const [one] = foreignFeatures([fire])
    expect(one.geometry).toEqual({ type: 'Point', coordinates: [113.77, 23.74] })
    expect(one.properties!.label).toContain('良口镇 森林火灾\n从化区平台 ')
    expect(one.properties!.label).toContain('10:00')
  })
  it('leave the map when they are over, made ours, without a place, or something else', () => {
    expect(foreignFeatures([{ ...fire, over: true }, { ...fire, incident: 3 }, { ...fire, lon: null }, { ...fire, kind: 'report' as const }])).toEqual([])
  })
})
