/** One picture per layer and state: the frame says which class of things it is, one character which thing, colour only what is wrong with it. */
import type { Frame } from './choice'

type Pen = CanvasRenderingContext2D
export type Condition = 'normal' | 'abnormal' | 'old' | 'drill'

/** Edge and character. Amber is what the whole desk calls out of order; grey is what nobody has confirmed for long; violet is an exercise. */
const COLOUR: Record<Condition, { edge: string; glyph: string; fill: string; width: number }> = {
  normal: { edge: '#8ea5b8', glyph: '#e8f0f7', fill: 'rgba(24,37,50,.96)', width: 0.1 },
  abnormal: { edge: '#f2b84b', glyph: '#ffdf9e', fill: 'rgba(58,42,12,.97)', width: 0.17 },
  old: { edge: '#5c7388', glyph: '#8a9dae', fill: 'rgba(15,22,30,.9)', width: 0.1 },
  drill: { edge: '#b48cff', glyph: '#e4d7ff', fill: 'rgba(34,24,56,.96)', width: 0.14 },
}

function polygon(pen: Pen, points: ReadonlyArray<readonly [number, number]>): void {
  pen.beginPath()
  points.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)))
  pen.closePath()
}

/** Paths in a square from -1 to 1; `size` and `drop` place the character where the shape is widest. */
const FRAME: Record<Frame, { path: (pen: Pen) => void; size: number; drop: number }> = {
  disc: {
    path: (pen) => {
      pen.beginPath()
      pen.arc(0, 0, 0.88, 0, 7)
    },
    size: 1.06,
    drop: 0.04,
  },
  shield: {
    path: (pen) => {
      pen.beginPath()
      pen.moveTo(-0.8, -0.85)
      pen.lineTo(0.8, -0.85)
      pen.lineTo(0.8, 0.1)
      pen.quadraticCurveTo(0.78, 0.62, 0, 0.94)
      pen.quadraticCurveTo(-0.78, 0.62, -0.8, 0.1)
      pen.closePath()
    },
    size: 1.06,
    drop: -0.08,
  },
  square: {
    path: (pen) => {
      pen.beginPath()
      pen.roundRect(-0.82, -0.82, 1.64, 1.64, 0.24)
    },
    size: 1.14,
    drop: 0.04,
  },
  diamond: { path: (pen) => polygon(pen, [[0, -0.96], [0.96, 0], [0, 0.96], [-0.96, 0]]), size: 0.92, drop: 0.03 },
  house: { path: (pen) => polygon(pen, [[0, -0.96], [0.88, -0.3], [0.72, 0.86], [-0.72, 0.86], [-0.88, -0.3]]), size: 1, drop: 0.2 },
  drop: {
    path: (pen) => {
      pen.beginPath()
      pen.moveTo(0, -0.98)
      pen.bezierCurveTo(0.38, -0.5, 0.8, -0.2, 0.8, 0.2)
      pen.bezierCurveTo(0.8, 0.62, 0.44, 0.94, 0, 0.94)
      pen.bezierCurveTo(-0.44, 0.94, -0.8, 0.62, -0.8, 0.2)
      pen.bezierCurveTo(-0.8, -0.2, -0.38, -0.5, 0, -0.98)
      pen.closePath()
    },
    size: 0.98,
    drop: 0.2,
  },
  hexagon: { path: (pen) => polygon(pen, [[-0.94, 0], [-0.5, -0.84], [0.5, -0.84], [0.94, 0], [0.5, 0.84], [-0.5, 0.84]]), size: 1.04, drop: 0.04 },
  flag: {
    path: (pen) => polygon(pen, [[-0.88, -0.72], [0.88, -0.72], [0.66, 0], [0.88, 0.72], [-0.88, 0.72]]),
    size: 1.02,
    drop: 0.04,
  },
}

const FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"

/** Drawn into a square canvas of `px` device pixels. */
export function drawIcon(px: number, frame: Frame, glyph: string, condition: Condition): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = px
  const pen = canvas.getContext('2d')!
  const { edge, glyph: ink, fill, width } = COLOUR[condition]
  const shape = FRAME[frame]
  pen.translate(px / 2, px / 2)
  pen.scale(px / 2, px / 2)
  shape.path(pen)
  pen.fillStyle = fill
  pen.fill()
  pen.lineJoin = 'round'
  pen.lineWidth = width
  pen.strokeStyle = edge
  if (condition === 'old') pen.setLineDash([0.3, 0.18])
  pen.stroke()
  pen.setLineDash([])
  pen.setTransform(1, 0, 0, 1, 0, 0)
  pen.font = `700 ${Math.round((px / 2) * shape.size)}px ${FONT}`
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillStyle = ink
  pen.fillText(glyph, px / 2, px / 2 + (px / 2) * shape.drop)
  return canvas
}

/** A cell of many: a plain plate with its number written by the map; wider for more, so that the eye finds the mass. */
export function drawCluster(px: number, wrong = false): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = px
  const pen = canvas.getContext('2d')!
  pen.translate(px / 2, px / 2)
  pen.scale(px / 2, px / 2)
  pen.beginPath()
  pen.roundRect(-0.94, -0.94, 1.88, 1.88, 0.5)
  pen.fillStyle = 'rgba(142,165,184,.16)'
  pen.fill()
  pen.beginPath()
  pen.roundRect(-0.76, -0.76, 1.52, 1.52, 0.4)
  pen.fillStyle = wrong ? COLOUR.abnormal.fill : 'rgba(20,31,43,.95)'
  pen.fill()
  pen.lineWidth = (wrong ? 4.4 : 2.4) / px
  pen.strokeStyle = wrong ? COLOUR.abnormal.edge : '#7d95a8'
  pen.stroke()
  return pen.getImageData(0, 0, px, px)
}

export const iconName = (layer: string, condition: Condition): string => `layer-${layer}-${condition}`

export function pixelsOf(canvas: HTMLCanvasElement): ImageData {
  return canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
}
