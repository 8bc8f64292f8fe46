/** From the server's answer to what MapLibre draws, and when a new answer is needed. No map, no network. */
import type { Feature, Geometry, Point } from 'geojson'

import type { View, ViewCluster, ViewObject, ViewShape } from './choice'
import { iconName, type Condition } from './icons'

export type Box = [west: number, south: number, east: number, north: number]

/** A margin around the screen, so that a small pan needs no new answer. */
const MARGIN = 0.2

export function padded([west, south, east, north]: Box, margin = MARGIN): Box {
  const wide = (east - west) * margin
  const high = (north - south) * margin
  const round = (degrees: number, low: number, most: number): number => Math.round(Math.min(most, Math.max(low, degrees)) * 1e4) / 1e4
  return [round(west - wide, -180, 180), round(south - high, -90, 90), round(east + wide, -180, 180), round(north + high, -90, 90)]
}

export const inside = (small: Box, big: Box): boolean => small[0] >= big[0] && small[1] >= big[1] && small[2] <= big[2] && small[3] <= big[3]

/** The server's cells change every half step; between them an answer stays good. */
export const stepOf = (zoom: number): number => Math.floor(zoom * 2) / 2

export function conditionOf(row: Pick<ViewObject, 'abnormal' | 'good_until' | 'x'>, nowS: number): Condition {
  if (row.x !== null) return 'drill'
  if (row.good_until !== null && row.good_until < nowS) return 'old'
  return row.abnormal ? 'abnormal' : 'normal'
}

/** 四色 of a town: the one kind of mark whose colour is what it says. From afar its disc of ground is smaller than the mark. */
const RISK: Record<string, string> = { 重大: '#ff3b30', 较大: '#ff9500', 一般: '#ffd60a', 低: '#4c9bff' }

const RANK: Record<Condition, number> = { abnormal: 0, drill: 1, normal: 2, old: 3 }

export function objectFeatures(rows: readonly ViewObject[], nowS: number): Array<Feature<Point>> {
  return rows.map((row) => {
    const condition = conditionOf(row, nowS)
    return {
      type: 'Feature',
      id: row.id,
      geometry: { type: 'Point', coordinates: [row.lon, row.lat] },
      properties: { id: row.id, layer: row.layer, icon: iconName(row.layer, condition), condition, name: row.name, value: row.value, rank: RANK[condition], own: (row.layer === 'risk_town' && RISK[row.value]) || '' },
    }
  })
}

/** ≥ 100 一格: three sizes are told apart, more are not. */
export const sizeOf = (n: number): 0 | 1 | 2 => (n >= 1000 ? 2 : n >= 50 ? 1 : 0)

const short = (n: number): string => (n >= 10_000 ? `${Math.round(n / 1000)}k` : String(n))

export function clusterFeatures(rows: readonly ViewCluster[]): Array<Feature<Point>> {
  return rows.map((row) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [row.lon, row.lat] },
    properties: { n: row.n, text: short(row.n), wrong: row.abnormal ? short(row.abnormal) : '', size: sizeOf(row.n), layers: JSON.stringify(row.layers) },
  }))
}

/** Only an official warning has its own colour; every other area is a calm outline. */
const WARNING: Record<string, string> = { 红: '#ff3b30', 橙: '#ff9500', 黄: '#ffd60a', 蓝: '#4c9bff' }
const CALM = '#8ea5b8'
const ABNORMAL = '#f2b84b'
const OLD = '#5c7388'

export function shapeFeatures(rows: readonly ViewShape[], nowS: number): Feature[] {
  return rows.map((row) => {
    const condition = conditionOf(row, nowS)
    const colour = condition === 'old' ? OLD : ((row.colour && WARNING[row.colour]) ?? (condition === 'abnormal' ? ABNORMAL : CALM))
    return {
      type: 'Feature',
      id: row.id,
      geometry: row.geometry as unknown as Geometry,
      properties: {
        id: row.id, layer: row.layer, name: row.name, colour, condition,
      },
    }
  })
}

export const nothing: View = { clusters: [], objects: [], shapes: [], total: 0, left_off: 0 }
