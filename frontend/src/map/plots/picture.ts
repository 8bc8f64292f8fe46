/** A plot symbol as pixels: for the map's sprite and for the palette beside it. No Vue. */
import { FRAMES, GLYPH_SIZE, GLYPHS, type PlotSymbol } from './glyphs'
import { CATEGORY_COLOUR, COLOURS, DRILL_COLOUR, type PlotColour } from './looks'

const PX = 30

/** Image name on the map; `drill` wears the exercise's own ring. */
export function imageName(symbol: PlotSymbol, colour: PlotColour | undefined, drill: boolean): string {
  return `plot-${symbol}-${colour ?? ''}${drill ? '-x' : ''}`
}

export function paintSymbol(pen: CanvasRenderingContext2D, size: number, symbol: PlotSymbol, colour: PlotColour | undefined, drill: boolean): void {
  const glyph = GLYPHS[symbol]
  if (!glyph) return
  const ink = COLOURS[colour ?? CATEGORY_COLOUR[glyph.category]]
  pen.save()
  pen.translate(size / 2, size / 2)
  pen.scale(size / 2 - 1, size / 2 - 1)
  FRAMES[glyph.category](pen)
  pen.lineJoin = 'round'
  pen.fillStyle = 'rgba(9,15,22,.93)'
  pen.fill()
  if (drill) {
    pen.lineWidth = 0.3
    pen.strokeStyle = DRILL_COLOUR
    pen.stroke()
  }
  pen.lineWidth = 0.13
  pen.strokeStyle = ink
  pen.stroke()
  const unit = GLYPH_SIZE[glyph.category] / 9
  pen.scale(unit, unit)
  pen.translate(-12, -12)
  pen.fillStyle = pen.strokeStyle = ink
  pen.lineWidth = 1.7
  pen.lineCap = 'round'
  if (glyph.f) pen.fill(new Path2D(glyph.f))
  if (glyph.s) pen.stroke(new Path2D(glyph.s))
  pen.restore()
}

export function symbolImage(symbol: PlotSymbol, colour: PlotColour | undefined, drill: boolean, scale: number, ratio: number): ImageData {
  const size = Math.round(PX * scale * ratio)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')!
  paintSymbol(pen, size, symbol, colour, drill)
  return pen.getImageData(0, 0, size, size)
}

/** One arrowhead for all colours (a distance field would be finer; at this size nobody sees it). */
export function arrowhead(scale: number, ratio: number, colour: string): ImageData {
  const size = Math.round(22 * scale * ratio)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')!
  pen.scale(size / 22, size / 22)
  pen.beginPath()
  pen.moveTo(11, 1)
  pen.lineTo(20, 20)
  pen.lineTo(11, 15)
  pen.lineTo(2, 20)
  pen.closePath()
  pen.fillStyle = colour
  pen.strokeStyle = '#0b1118'
  pen.lineWidth = 1
  pen.fill()
  pen.stroke()
  return pen.getImageData(0, 0, size, size)
}
