/** Pictures of alarms and incidents for the map, drawn at start: same shapes as in the lists, colour only for what is abnormal. */
import type { Map as MapLibre } from 'maplibre-gl'

export const URGENCY_COLOUR = { critical: '#ff6a4d', urgent: '#f2b84b', normal: '#a9bccb' } as const
export const LEVEL_COLOUR = { 1: '#ff3b30', 2: '#ff9500', 3: '#ffd60a', 4: '#4c9bff' } as const

type Pen = CanvasRenderingContext2D

function polygon(pen: Pen, points: Array<[number, number]>): void {
  pen.beginPath()
  points.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)))
  pen.closePath()
}

function chevron(pen: Pen, y: number): void {
  polygon(pen, [[0, y - 0.4], [0.46, y + 0.1], [0.2, y + 0.1], [0, y - 0.12], [-0.2, y + 0.1], [-0.46, y + 0.1]])
  pen.fill()
}

const URGENCY_SHAPE = {
  critical: (pen: Pen) => {
    chevron(pen, -0.04)
    chevron(pen, 0.36)
  },
  urgent: (pen: Pen) => chevron(pen, 0.14),
  normal: (pen: Pen) => pen.fillRect(-0.4, -0.09, 0.8, 0.18),
}

/** ▲ ◆ ■ ●: the official shapes of the four levels. */
const LEVEL_SHAPE: Record<1 | 2 | 3 | 4, (pen: Pen) => void> = {
  1: (pen) => polygon(pen, [[0, -0.48], [0.5, 0.38], [-0.5, 0.38]]),
  2: (pen) => polygon(pen, [[0, -0.52], [0.46, 0], [0, 0.52], [-0.46, 0]]),
  3: (pen) => polygon(pen, [[-0.38, -0.38], [0.38, -0.38], [0.38, 0.38], [-0.38, 0.38]]),
  4: (pen) => {
    pen.beginPath()
    pen.arc(0, 0, 0.42, 0, 7)
  },
}

function disc(pen: Pen, ring: string, width: number): void {
  pen.beginPath()
  pen.arc(0, 0, 0.86, 0, 7)
  pen.fillStyle = 'rgba(9,15,22,.92)'
  pen.fill()
  pen.lineWidth = width
  pen.strokeStyle = ring
  pen.stroke()
}

/** Incident: a square set on its corner, so that it never looks like an alarm's disc. */
function plate(pen: Pen, ring: string): void {
  polygon(pen, [[0, -0.93], [0.93, 0], [0, 0.93], [-0.93, 0]])
  pen.lineJoin = 'round'
  pen.fillStyle = 'rgba(9,15,22,.94)'
  pen.fill()
  pen.lineWidth = 0.13
  pen.strokeStyle = ring
  pen.stroke()
}

function draw(size: number, paint: (pen: Pen) => void): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')!
  pen.translate(size / 2, size / 2)
  pen.scale(size / 2, size / 2)
  paint(pen)
  return pen.getImageData(0, 0, size, size)
}

export function addMarks(map: MapLibre, scale: number): void {
  const ratio = Math.max(1, window.devicePixelRatio || 1)
  const add = (name: string, px: number, paint: (pen: Pen) => void) => {
    if (!map.hasImage(name)) map.addImage(name, draw(Math.round(px * scale * ratio), paint), { pixelRatio: ratio })
  }
  for (const urgency of ['critical', 'urgent', 'normal'] as const) {
    add(`alarm-${urgency}`, 26, (pen) => {
      disc(pen, URGENCY_COLOUR[urgency], 0.13)
      pen.fillStyle = URGENCY_COLOUR[urgency]
      URGENCY_SHAPE[urgency](pen)
    })
  }
  add('incident', 31, (pen) => {
    plate(pen, '#e8f0f7')
    pen.fillStyle = '#e8f0f7'
    pen.beginPath()
    pen.arc(0, 0, 0.24, 0, 7)
    pen.fill()
  })
  for (const level of [1, 2, 3, 4] as const) {
    for (const state of ['proposed', 'confirmed'] as const) {
      add(`incident-${level}-${state}`, 33, (pen) => {
        plate(pen, state === 'confirmed' ? LEVEL_COLOUR[level] : '#e8f0f7')
        pen.save()
        pen.scale(0.72, 0.72)
        LEVEL_SHAPE[level](pen)
        pen.restore()
        pen.fillStyle = pen.strokeStyle = LEVEL_COLOUR[level]
        pen.lineWidth = 0.1
        if (state === 'confirmed') pen.fill()
        else pen.stroke()
      })
    }
  }
}
