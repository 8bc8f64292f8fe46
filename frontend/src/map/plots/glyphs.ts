/** Pictograms of the plot symbols in a box of 24: our own drawings, by the categories of GB/T 35649. `f` is filled, `s` is stroked. No Vue. */
import type { components } from '@/api/schema'

export type PlotSymbol = NonNullable<components['schemas']['PlotRow']['symbol']>
export type PlotCategory = components['schemas']['SymbolRow']['category']

export interface Glyph {
  category: PlotCategory
  f?: string
  s?: string
}

/** Symbols that stand on a point; lines and areas have a look instead (looks.ts). */
export const GLYPHS: Partial<Record<PlotSymbol, Glyph>> = {
  // 突发事件
  forest_fire: { category: 'event', f: 'M12 4c1 3 4.6 5 4.6 9a4.6 4.6 0 0 1-9.2 0c0-2 1-3 1.8-4 .2 1.3.8 2 1.6 2.2C10.4 8.5 10.6 6 12 4z' },
  building_fire: { category: 'event', s: 'M6 19V10h7v9M4.5 19h15', f: 'M16.5 8c.7 2 2.5 3 2.5 5.4a2.6 2.6 0 0 1-5.2 0c0-1.2.6-1.8 1-2.3.3 1 .8 1 1 .9-.2-1.5 0-2.8.7-4zM8 12h1.6v1.6H8zM8 15h1.6v1.6H8zM10.5 12h1.3v1.6h-1.3z' },
  explosion: { category: 'event', f: 'M12 4l1.7 4.3 4-2-1.8 4L20 12l-4.1 1.7 1.8 4-4-2L12 20l-1.7-4.3-4 2 1.8-4L4 12l4.1-1.7-1.8-4 4 2z' },
  leak: { category: 'event', s: 'M7 5h10l-1.5 6h-7z', f: 'M12 12.5c1 1.8 2.2 2.8 2.2 4.3a2.2 2.2 0 0 1-4.4 0c0-1.5 1.2-2.5 2.2-4.3z' },
  flood: { category: 'event', s: 'M4 13c2-2 3.3 2 5.3 0s3.3 2 5.4 0 3.3 2 5.3 0M4 17c2-2 3.3 2 5.3 0s3.3 2 5.4 0 3.3 2 5.3 0', f: 'M8 11V8l4-3 4 3v3z' },
  landslide: { category: 'event', s: 'M4 18L13 6l2 3', f: 'M15.5 11a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM12 13.5a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8zM18 15.5a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zM9 17h6v1.5H8z' },
  collapse: { category: 'event', s: 'M6 19V8l5-3 2 4-1 2 3 2v6M15 13l3 2v4M4.5 19h15' },
  traffic: { category: 'event', f: 'M4 14l1.5-3.5h5L12 14v3H4zM13.5 9.5l1.7-2.8 4.3 2.5-1.7 2.9z', s: 'M12.5 13l1.5-1.5M16 13.5l3 3M14 15l1 3' },
  earthquake: { category: 'event', s: 'M4 12h3l2-5 3 10 2.5-7 1.5 2h4' },
  trapped: { category: 'event', f: 'M12 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM8.5 18v-3.5a3.5 3.5 0 0 1 7 0V18z', s: 'M5.5 5v14M18.5 5v14' },
  casualty: { category: 'event', f: 'M6.5 11a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM9 12h10.5v2.6H9z', s: 'M4.5 17.5h15M14 5v5M11.5 7.5h5' },
  power_out: { category: 'event', f: 'M13.5 4L7 13h4l-1.5 7L17 10.5h-4.3z', s: 'M5 5l14 14' },
  road_cut: { category: 'event', s: 'M8 5L5.5 19M16 5l2.5 14M12 5v2.5M12 16.5V19M8.5 9.5l7 5M15.5 9.5l-7 5' },
  comm_out: { category: 'event', s: 'M12 10v9M9 19h6M8.3 13a5 5 0 0 1 0-7M15.7 6a5 5 0 0 1 0 7M5 4l14 15' },
  // 危险源与隐患
  chem_source: { category: 'hazard', s: 'M10 6h4M10.7 6v4L7.5 17h9l-3.2-7V6', f: 'M9.2 13.5h5.6l1.7 3.5h-9z' },
  tank: { category: 'hazard', s: 'M7.5 8.5v7a4.5 1.8 0 0 0 9 0v-7M7.5 8.5a4.5 1.8 0 1 0 9 0 4.5 1.8 0 1 0-9 0', f: 'M9.5 12h5v2h-5z' },
  dam_risk: { category: 'hazard', f: 'M9 8h3l4 9H9z', s: 'M5.5 11c1-1 1.7.8 3 0M5.5 14c1-1 1.7.8 3 0' },
  rockfall: { category: 'hazard', s: 'M8 7v10h8', f: 'M12.5 8l2 .8.3 2-2 1-1.5-1.6zM14 13l1.8.6v1.8l-1.8.4-.9-1.6z' },
  high_voltage: { category: 'hazard', f: 'M13 6.5L9 12.5h2.6L10.5 18l4.7-7h-2.8z' },
  cliff: { category: 'hazard', s: 'M7 9h5v8M7 12h3M7 15h3M14 17h3' },
  // 防护目标
  school: { category: 'target', f: 'M12 6l7 3-7 3-7-3z', s: 'M8 11v4c2.5 1.7 5.5 1.7 8 0v-4M18.5 9.5v4.5' },
  hospital: { category: 'target', f: 'M10.3 6h3.4v4.3H18v3.4h-4.3V18h-3.4v-4.3H6v-3.4h4.3z' },
  village: { category: 'target', f: 'M4.5 12.5L9 8.5l4.5 4v5h-9zM14.5 11.5l2.2-2 3.3 3v5h-5z' },
  nursing_home: { category: 'target', f: 'M10.5 6a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM8.5 10.5h3.5l2 3-1 .8-1.2-1.5V18H8.5z', s: 'M15.5 12.5v6' },
  crowd: { category: 'target', f: 'M12 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM7 8a1.6 1.6 0 1 1 0 3.2A1.6 1.6 0 0 1 7 8zM17 8a1.6 1.6 0 1 1 0 3.2A1.6 1.6 0 0 1 17 8zM9 17v-3.5a3 3 0 0 1 6 0V17zM4.5 17v-2.8a2.4 2.4 0 0 1 3.7-2v4.8zM19.5 17v-2.8a2.4 2.4 0 0 0-3.7-2v4.8z' },
  key_target: { category: 'target', f: 'M12 5.5l1.9 4 4.3.5-3.2 3 .9 4.3-3.9-2.2-3.9 2.2.9-4.3-3.2-3 4.3-.5z' },
  // 应急资源
  depot: { category: 'resource', s: 'M5 10.5L12 6l7 4.5V18H5z', f: 'M8.5 12.5h3v2.3h-3zM12.5 12.5h3v2.3h-3zM8.5 15.7h3V18h-3zM12.5 15.7h3V18h-3z' },
  shelter: { category: 'resource', f: 'M12 6l7.5 12h-15z', s: '' },
  water_point: { category: 'resource', f: 'M12 5c2.2 3.8 4.6 6 4.6 9a4.6 4.6 0 0 1-9.2 0c0-3 2.4-5.2 4.6-9z' },
  helipad: { category: 'resource', s: 'M8.5 6.5v11M15.5 6.5v11M8.5 12h7' },
  medical_point: { category: 'resource', s: 'M5.5 9h13v9h-13zM9.5 9V6.5h5V9M12 11v5M9.5 13.5h5' },
  fuel_point: { category: 'resource', s: 'M7 18V6.5h6.5V18M5.5 18h9.5M13.5 11h2v4.5a1.3 1.3 0 0 0 2.6 0V9.5l-2-2', f: 'M8.7 8.2h3.2v2.6H8.7z' },
  supply_point: { category: 'resource', s: 'M8 6v5a1.7 1.7 0 0 0 3.4 0V6M9.7 6v12M15.5 18V6c-2 1-2.3 4-2.3 6.5h2.3' },
  generator: { category: 'resource', s: 'M5.5 8h13v8.5h-13zM7.5 18.5v-2M16.5 18.5v-2', f: 'M12.7 9.3l-2.6 3.5h1.7l-.7 2.6 2.9-3.7h-1.8z' },
  // 应急力量
  command_post: { category: 'force', f: 'M8.5 6h9l-2.2 2.7 2.2 2.7H8.5z', s: 'M8.5 6v12.5' },
  forward_post: { category: 'force', f: 'M8.5 6l8.5 3-8.5 3z', s: 'M8.5 6v12.5M6 18.5h5' },
  fire_team: { category: 'force', s: 'M6 15.5c0-4 2.5-7.5 6-7.5s6 3.5 6 7.5zM4.5 15.5h15', f: 'M11 6h2v5h-2z' },
  forest_team: { category: 'force', f: 'M9 6l3.2 4.5h-1.7L13 14.5H5l2.5-4H5.8zM8.3 14.5h1.4V17H8.3z', s: 'M14.5 17.5l3.5-9M16 8.5h3.5' },
  rescue_team: { category: 'force', s: 'M7 17L15 9M13.5 6.5l4 4M8 7.5l2.5 2.5M13.5 13.5L17 17' },
  medical_team: { category: 'force', s: 'M12 7v8M8 11h8' },
  police: { category: 'force', f: 'M12 6l1.5 3 3.3.4-2.4 2.3.6 3.3-3-1.6-3 1.6.6-3.3-2.4-2.3 3.3-.4z' },
  boat: { category: 'force', f: 'M5 11.5h14l-2 4H7z', s: 'M5 18c1.7-1.2 3 .8 4.7 0s3 .8 4.7 0 2.6.5 4.6 0M10 11V7.5h4l1.5 3.5' },
  helicopter: { category: 'force', f: 'M7.5 11h5.5a3.5 3.5 0 0 1 3.5 3.5H9z', s: 'M6 7.5h11M11.5 7.5V11M8.5 12L4.5 10M8 17h8' },
  uav: { category: 'force', s: 'M8 8l8 7M16 8l-8 7M5.5 7a1.9 1.9 0 1 0 3.8 0 1.9 1.9 0 1 0-3.8 0M14.7 7a1.9 1.9 0 1 0 3.8 0 1.9 1.9 0 1 0-3.8 0M5.5 16a1.9 1.9 0 1 0 3.8 0 1.9 1.9 0 1 0-3.8 0M14.7 16a1.9 1.9 0 1 0 3.8 0 1.9 1.9 0 1 0-3.8 0' },
  engineering: { category: 'force', f: 'M5 12.5h7V16H5z', s: 'M11 12.5L14 7.5l4 3.5v3.5M16.5 14.5h3M5.5 17.5h7' },
  comm_vehicle: { category: 'force', f: 'M5 12.5h9v4H5zM14.5 13.5h2.7l1.3 1.7v1.3h-4z', s: 'M9 12.5V8M6.5 9.5a3.3 3.3 0 0 1 5 0M5.2 7.3a5.3 5.3 0 0 1 7.6 0' },
  pump: { category: 'force', s: 'M6 10h6.5v6H6zM12.5 12h3.5c1.5 0 2 1 2 2.5V17', f: 'M17 17.5h2l-1 1.8zM8 11.8h2.5v2.4H8z' },
  // 处置行动
  assembly: { category: 'action', s: 'M12 5.5v3.7M12 14.8v3.7M5.5 12h3.7M14.8 12h3.7', f: 'M12 9.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z' },
  checkpoint: { category: 'action', s: 'M7 18V9M7 10.5h11.5M5.5 18h3M10 9l1.5 3M13.5 9l1.5 3' },
  lookout: { category: 'action', s: 'M5 12c3-5 11-5 14 0-3 5-11 5-14 0z', f: 'M12 9.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z' },
  decon: { category: 'action', s: 'M8 9.5h8M12 5.5v4M8.5 12v1.5M12 12v1.5M15.5 12v1.5M8.5 16v1.5M12 16v1.5M15.5 16v1.5' },
  escape: { category: 'action', s: 'M13 6H7v12h6M10.5 12h8M15.5 9l3 3-3 3' },
  attack_point: { category: 'action', f: 'M5 10.5h7V7.5l7 4.5-7 4.5v-3H5z' },
}

type Pen = Pick<CanvasRenderingContext2D, 'beginPath' | 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'arc' | 'closePath'>

/** The frame says what class of thing it is, also without colour: shield = force, square = resource, diamond = hazard. In a box of −1 … 1. */
export const FRAMES: Record<PlotCategory, (pen: Pen) => void> = {
  event: (pen) => corners(pen, 8, Math.PI / 8, 0.94),
  hazard: (pen) => corners(pen, 4, 0, 1),
  target: (pen) => {
    pen.beginPath()
    pen.arc(0, 0, 0.88, 0, Math.PI * 2)
    pen.closePath()
  },
  resource: (pen) => box(pen, 0.82, 0.16),
  force: (pen) => {
    pen.beginPath()
    pen.moveTo(-0.82, -0.86)
    pen.lineTo(0.82, -0.86)
    pen.lineTo(0.82, 0.12)
    pen.bezierCurveTo(0.82, 0.58, 0.4, 0.84, 0, 0.98)
    pen.bezierCurveTo(-0.4, 0.84, -0.82, 0.58, -0.82, 0.12)
    pen.closePath()
  },
  action: (pen) => corners(pen, 6, 0, 0.95),
}

function corners(pen: Pen, count: number, from: number, radius: number): void {
  pen.beginPath()
  for (let n = 0; n < count; n++) {
    const angle = from + (n * 2 * Math.PI) / count
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)]
    if (n) pen.lineTo(x, y)
    else pen.moveTo(x, y)
  }
  pen.closePath()
}

function box(pen: Pen, half: number, bend: number): void {
  pen.beginPath()
  pen.moveTo(-half + bend, -half)
  pen.lineTo(half - bend, -half)
  pen.quadraticCurveTo(half, -half, half, -half + bend)
  pen.lineTo(half, half - bend)
  pen.quadraticCurveTo(half, half, half - bend, half)
  pen.lineTo(-half + bend, half)
  pen.quadraticCurveTo(-half, half, -half, half - bend)
  pen.lineTo(-half, -half + bend)
  pen.quadraticCurveTo(-half, -half, -half + bend, -half)
  pen.closePath()
}

/** A diamond has less room than a square. */
export const GLYPH_SIZE: Record<PlotCategory, number> = { event: 0.84, hazard: 0.7, target: 0.8, resource: 0.8, force: 0.84, action: 0.8 }
