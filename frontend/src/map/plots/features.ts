/** Plots as map features: shapes with their look, arrowheads, labels with the numbers that are asked for first. No Vue. */
import type { Feature, Geometry, LineString, Position } from 'geojson'
import { CATEGORY_COLOUR, COLOURS, lookOf, type PlotRow } from './looks'
import { GLYPHS } from './glyphs'
import { imageName } from './picture'
import { signImage } from './signs'

export interface PlotWords {
  /** 2.3 公顷(34.5 亩) */
  area(hectares: number, mu: number): string
  length(metres: number): string
  /** 东北风 3 m/s */
  wind(from: number, speed: number | null): string
  minutes(seconds: number): string
  turned: string
  drill: string
  editing(name: string): string
}

const POINTS = new Set(['symbol', 'text'])
const ARROWS = new Set(['arrow', 'route'])

/** The second line of a label. */
export function figuresOf(row: PlotRow, words: PlotWords): string {
  const { figures } = row
  switch (row.kind) {
    case 'perimeter':
    case 'evacuation':
    case 'polygon':
      return words.area(figures.area_ha ?? 0, figures.area_mu ?? 0)
    case 'circle':
    case 'cordon':
      return figures.radius_m ? words.length(figures.radius_m) : words.area(figures.area_ha ?? 0, figures.area_mu ?? 0)
    case 'downwind':
      return `${words.length(figures.length_m ?? 0)} · ${figures.wind ? words.wind(figures.wind.wind_from, figures.wind.wind_ms) : ''}${figures.turned ? ` · ${words.turned}` : ''}`
    case 'route':
      return `${words.length(figures.length_m ?? 0)}${figures.seconds ? ` · ${words.minutes(figures.seconds)}` : ''}`
    case 'line':
      return words.length(figures.length_m ?? 0)
    default:
      return ''
  }
}

export function labelOf(row: PlotRow, words: PlotWords, self: string): string {
  const name = row.x === null ? row.name : `${words.drill}${row.name}`
  const editing = row.locked_by && row.locked_by !== self ? words.editing(row.locked_name ?? '') : ''
  return [name, figuresOf(row, words), editing].filter(Boolean).join('\n')
}

export interface PlotFeatures {
  shapes: Feature[]
  marks: Feature[]
}

export function plotFeatures(rows: Iterable<PlotRow>, words: PlotWords, self: string, hidden: number | null): PlotFeatures {
  const found: PlotFeatures = { shapes: [], marks: [] }
  for (const row of rows) {
    if (row.id === hidden || !row.shape || !('type' in row.shape)) continue
    const shape = row.shape as unknown as Geometry
    const look = lookOf(row)
    const drill = row.x !== null
    const colour = COLOURS[look.colour]
    const label = labelOf(row, words, self)
    const about = { id: row.id, colour, drill, width: look.width, dash: look.dash, fill: look.fill, locked: row.locked_by !== null && row.locked_by !== self }
    if (POINTS.has(row.kind)) {
      const glyph = row.symbol ? GLYPHS[row.symbol] : undefined
      const own = row.style.colour
      const ink = own ? COLOURS[own] : glyph ? COLOURS[CATEGORY_COLOUR[glyph.category]] : colour
      const icon = row.sign ? signImage(row.sign, drill) : row.symbol && glyph ? imageName(row.symbol, own, drill) : ''
      found.marks.push({ type: 'Feature', geometry: shape, properties: { ...about, colour: ink, icon, label, size: row.style.size ?? 1, text: row.kind === 'text' } })
      continue
    }
    found.shapes.push({ type: 'Feature', geometry: shape, properties: { ...about, line: shape.type === 'LineString' } })
    const at = shape.type === 'LineString' ? middle(shape) : northmost(shape)
    if (at) found.marks.push({ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { ...about, label, beside: shape.type === 'LineString' ? 'line' : 'area' } })
    if (ARROWS.has(row.kind) && shape.type === 'LineString') found.marks.push(head(shape, about))
  }
  return found
}

function head(line: LineString, about: object): Feature {
  const tip = line.coordinates[line.coordinates.length - 1]!
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: tip },
    properties: { ...about, head: true, turn: bearing(line.coordinates[line.coordinates.length - 2]!, tip) },
  }
}

/** Half way along: a label bent along a line is not read. */
export function middle(line: LineString): Position {
  const legs = line.coordinates.slice(1).map((point, n) => Math.hypot(point[0]! - line.coordinates[n]![0]!, point[1]! - line.coordinates[n]![1]!))
  let left = legs.reduce((sum, leg) => sum + leg, 0) / 2
  for (const [n, leg] of legs.entries()) {
    const [from, to] = [line.coordinates[n]!, line.coordinates[n + 1]!]
    if (leg >= left && leg > 0) return [from[0]! + ((to[0]! - from[0]!) * left) / leg, from[1]! + ((to[1]! - from[1]!) * left) / leg]
    left -= leg
  }
  return line.coordinates[0]!
}

/** An area is named at its upper edge: its middle is where the fire is. */
function northmost(shape: Geometry): Position | null {
  const rings = shape.type === 'Polygon' ? shape.coordinates : shape.type === 'MultiPolygon' ? shape.coordinates.flat() : []
  return rings.flat().reduce<Position | null>((best, point) => (best === null || point[1]! > best[1]! ? point : best), null)
}

/** Degrees clockwise from north on the map's own projection, good enough to turn an arrowhead. */
export function bearing(from: Position, to: Position): number {
  const x = (to[0]! - from[0]!) * Math.cos((to[1]! * Math.PI) / 180)
  return (Math.atan2(x, to[1]! - from[1]!) * 180) / Math.PI
}

const WINDS = 16

/** Which of sixteen names a bearing has. */
export function windName(from: number): number {
  return Math.round((from % 360) / (360 / WINDS)) % WINDS
}
