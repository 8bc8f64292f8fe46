/** `gcj02://`: raster tiles of Chinese maps put where they belong. A tile of ours is painted together from the up to four of theirs it lies on. */
import { addProtocol } from 'maplibre-gl'
import { toGcj02 } from '@/desk/entry/datum'

/** A tile is cut into so many pieces each way, each with a shift of its own: within one the shift changes by less than a pixel. */
const PIECES = 4
/** Decoded tiles kept: a screen of 4K shows some two hundred. */
const KEPT = 256

const held = new Map<string, Promise<ImageBitmap | null>>()
let added = false

export interface Piece {
  /** Where it comes from, in pixels of their world at this zoom. */
  fromX: number
  fromY: number
  /** Where it goes in our tile. */
  toX: number
  toY: number
  size: number
}

const lonAt = (x: number, world: number): number => (x / world) * 360 - 180
const latAt = (y: number, world: number): number => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / world))) * 180) / Math.PI
const xOf = (lon: number, world: number): number => ((lon + 180) / 360) * world
const yOf = (lat: number, world: number): number => {
  const sine = Math.sin((lat * Math.PI) / 180)
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world
}

/** Which parts of their map make up our tile. No canvas in here. */
export function piecesOf(z: number, x: number, y: number, size: number): Piece[] {
  const world = size * 2 ** z
  const step = size / PIECES
  const pieces: Piece[] = []
  for (let row = 0; row < PIECES; row += 1) {
    for (let column = 0; column < PIECES; column += 1) {
      const [toX, toY] = [column * step, row * step]
      const [midX, midY] = [x * size + toX + step / 2, y * size + toY + step / 2]
      const { lon, lat } = toGcj02({ lon: lonAt(midX, world), lat: latAt(midY, world) })
      pieces.push({ fromX: xOf(lon, world) - step / 2, fromY: yOf(lat, world) - step / 2, toX, toY, size: step })
    }
  }
  return pieces
}

async function load(url: string): Promise<ImageBitmap | null> {
  let asked = held.get(url)
  if (!asked) {
    asked = fetch(url)
      .then(async (answer) => (answer.ok ? createImageBitmap(await answer.blob()) : null))
      .catch(() => null)
    held.set(url, asked)
    if (held.size > KEPT) held.delete(held.keys().next().value!)
    void asked.then((found) => found ?? held.delete(url)) // asked again when the source is back
  }
  return asked
}

async function paint(template: string, z: number, x: number, y: number, size: number): Promise<ImageBitmap> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')!
  const pieces = piecesOf(z, x, y, size)
  const wanted = new Map<string, [number, number]>()
  for (const piece of pieces)
    for (const tx of [Math.floor(piece.fromX / size), Math.floor((piece.fromX + piece.size) / size)])
      for (const ty of [Math.floor(piece.fromY / size), Math.floor((piece.fromY + piece.size) / size)]) wanted.set(`${tx}/${ty}`, [tx, ty])
  const most = 2 ** z
  const tiles = new Map<string, ImageBitmap | null>()
  await Promise.all(
    [...wanted].map(async ([key, [tx, ty]]) => {
      if (ty < 0 || ty >= most) return
      const column = ((tx % most) + most) % most
      tiles.set(key, await load(template.replace('{z}', String(z)).replace('{x}', String(column)).replace('{y}', String(ty))))
    }),
  )
  if (![...tiles.values()].some(Boolean)) throw new Error('no tile')
  for (const piece of pieces) {
    pen.save()
    pen.beginPath()
    pen.rect(piece.toX, piece.toY, piece.size, piece.size)
    pen.clip()
    for (const [key, [tx, ty]] of wanted) {
      const tile = tiles.get(key)
      if (tile) pen.drawImage(tile, Math.round(piece.toX + tx * size - piece.fromX), Math.round(piece.toY + ty * size - piece.fromY), size, size)
    }
    pen.restore()
  }
  return createImageBitmap(canvas)
}

/** Address for a raster source's `tiles`; registers the protocol once. */
export function shifted(template: string, size: number): string {
  if (!added) {
    added = true
    addProtocol('gcj02', async ({ url }) => {
      const [, pixels, z, x, y, rest] = /^gcj02:\/\/(\d+)\/(\d+)\/(\d+)\/(\d+)\/(.*)$/.exec(url)!
      return { data: await paint(decodeURIComponent(rest), Number(z), Number(x), Number(y), Number(pixels)) }
    })
  }
  return `gcj02://${size}/{z}/{x}/{y}/${encodeURIComponent(template)}`
}
