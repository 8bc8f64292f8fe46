import { describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'

import { foreignFeatures, foreignPart } from '@/map/foreign'
import type { MapContext } from '@/map/part'

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
  it('answer a click at the desk with which of them it is, and never on a wall', () => {
    const drawn = foreignFeatures([fire])
    const map = { addSource() {}, addLayer() {}, getSource: () => undefined, queryRenderedFeatures: (box: [[number, number], [number, number]]) => (box[0][0] <= 50 && 50 <= box[1][0] ? drawn : []) }
    const live = { board: { table: () => shallowRef(new Map()) } }
    const part = (interactive: boolean) => foreignPart.attach({ map, live, scale: 1, below: '', interactive } as unknown as MapContext)
    const at = { lng: 113.77, lat: 23.74 }
    expect(part(true).pick!({ x: 55, y: 50 }, at)).toEqual({ kind: 'foreign', id: 7 })
    expect(part(true).pick!({ x: 80, y: 50 }, at)).toBeNull()
    expect(part(false).pick!({ x: 55, y: 50 }, at)).toBeNull()
  })
})
