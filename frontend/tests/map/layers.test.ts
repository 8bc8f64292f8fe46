import { describe, expect, it } from 'vitest'

import type { Unit } from '@/api/types'
import { nearest } from '@/desk/layers/nearest'
import type { ViewObject, ViewShape } from '@/map/layers/choice'
import { clusterFeatures, conditionOf, inside, objectFeatures, padded, shapeFeatures, stepOf } from '@/map/layers/features'

const object = (more: Partial<ViewObject> = {}): ViewObject => ({ id: 1, layer: 'school', name: '良口中学', lon: 113.7, lat: 23.7, value: '', abnormal: false, good_until: null, x: null, ...more })

describe('what a layer object looks like', () => {
  it('is an exercise before it is old, and old before it is abnormal', () => {
    expect(conditionOf(object({ x: 3, abnormal: true, good_until: 1 }), 100)).toBe('drill')
    expect(conditionOf(object({ abnormal: true, good_until: 99 }), 100)).toBe('old')
    expect(conditionOf(object({ abnormal: true, good_until: 101 }), 100)).toBe('abnormal')
    expect(conditionOf(object(), 100)).toBe('normal')
  })

  it('has the picture of its layer and condition', () => {
    expect(objectFeatures([object({ abnormal: true })], 0)[0]!.properties).toMatchObject({ icon: 'layer-school-abnormal', rank: 0 })
  })

  it('of a town\'s risks has the colour of the worst, and no other mark has one', () => {
    const own = (more: Partial<ViewObject>): unknown => objectFeatures([object(more)], 0)[0]!.properties!.own
    expect(['重大', '较大', '一般', '低', ''].map((value) => own({ layer: 'risk_town', value }))).toEqual(['#ff3b30', '#ff9500', '#ffd60a', '#4c9bff', ''])
    expect(own({ layer: 'hazard', value: '重大' })).toBe('')
  })

  it('has a warning colour only when it is an official warning, and none when that is old', () => {
    const shape = (more: Partial<ViewShape>): ViewShape => ({ ...object(), geometry: { type: 'Polygon', coordinates: [] }, colour: null, ...more }) as ViewShape
    const colours = shapeFeatures([shape({ colour: '红' }), shape({}), shape({ colour: '红', good_until: 1 })], 100).map((one) => one.properties?.colour)
    expect(colours).toEqual(['#ff3b30', '#8ea5b8', '#5c7388'])
  })

  it('is counted in three sizes', () => {
    const sizes = [2, 50, 1000, 12_345].map((n) => clusterFeatures([{ lon: 0, lat: 0, n, layers: {}, abnormal: 0 }])[0]!.properties!)
    expect(sizes.map((one) => [one.size, one.text])).toEqual([[0, '2'], [1, '50'], [2, '1000'], [2, '12k']])
  })
})

describe('a cell', () => {
  it('says how many of its objects are out of order, and nothing when none is', () => {
    const wrong = [0, 3].map((abnormal) => clusterFeatures([{ lon: 0, lat: 0, n: 40, layers: { reservoir: 40 }, abnormal }])[0]!.properties!.wrong)
    expect(wrong).toEqual(['', '3'])
  })
})

describe('when the server is asked again', () => {
  it('is not for a small pan', () => {
    const box = padded([113, 23, 114, 24])
    expect(inside([113.1, 23.1, 114.1, 24.1], box)).toBe(true)
    expect(inside([113.3, 23.1, 114.3, 24.1], box)).toBe(false)
  })

  it('is for every half step of zoom, and never leaves the world', () => {
    expect([9, 9.4, 9.5].map(stepOf)).toEqual([9, 9, 9.5])
    expect(padded([-179, -89, 179, 89])).toEqual([-180, -90, 180, 90])
  })
})

describe('nearest free teams', () => {
  const unit = (id: number, lon: number, more: Partial<Unit> = {}): Unit => ({ id, subject: id, name: `队${id}`, lon, lat: 23, incident: null, meaning: 'available', x: null, ...more }) as Unit

  it('are those that may be sent, where they are now', () => {
    const units = [unit(1, 113.5), unit(2, 113.1, { incident: 7 }), unit(3, 113.2, { meaning: 'unavailable' }), unit(4, 113.3), unit(5, 113.9)]
    const found = nearest(units, { lon: 113, lat: 23 }, (one) => (one.id === 5 ? { lon: 113.01, lat: 23 } : null), 2)
    expect(found.map((one) => [one.unit.id, one.atBase])).toEqual([[5, false], [4, true]])
    expect(found[0]!.metres).toBeGreaterThan(900)
    expect(found[0]!.metres).toBeLessThan(1150)
  })
})
