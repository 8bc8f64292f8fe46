/** Pictures of the bureau's official symbols, fetched when a map first needs one; on a plate as light as the paper they were drawn for. */
import type { Map as MapLibre } from 'maplibre-gl'
import { DRILL_COLOUR } from './looks'

const PX = 30

export const signUrl = (code: string, version = ''): string => `/api/plots/signs/${encodeURIComponent(code)}${version ? `?v=${version}` : ''}`
export const signImage = (code: string, drill: boolean): string => `plot-sign:${code}${drill ? ':x' : ''}`

/** What `signImage` was made of; null for any other picture. */
export function signOf(icon: string): { code: string; drill: boolean } | null {
  const found = /^plot-sign:(.+?)(:x)?$/.exec(icon)
  return found ? { code: found[1]!, drill: found[2] !== undefined } : null
}

const asked = new WeakMap<MapLibre, Set<string>>()

/** Adds the picture, at first an empty plate: the map is drawn without waiting for it. */
export function addSign(map: MapLibre, icon: string, scale: number, ratio: number): void {
  const sign = signOf(icon)
  const known = asked.get(map) ?? new Set()
  asked.set(map, known)
  if (!sign || known.has(icon)) return
  known.add(icon)
  const size = Math.round(PX * scale * ratio)
  map.addImage(icon, plate(size, sign.drill, null), { pixelRatio: ratio })
  const image = new Image()
  image.onload = () => map.getStyle() && map.hasImage(icon) && map.updateImage(icon, plate(size, sign.drill, image))
  image.onerror = () => known.delete(icon)
  image.src = signUrl(sign.code)
}

function plate(size: number, drill: boolean, image: HTMLImageElement | null): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')!
  const edge = size / 15
  pen.beginPath()
  pen.roundRect(edge / 2, edge / 2, size - edge, size - edge, size / 7)
  pen.fillStyle = '#e8f0f7'
  pen.fill()
  pen.lineWidth = edge
  pen.strokeStyle = drill ? DRILL_COLOUR : '#0b1118'
  pen.stroke()
  if (image) {
    const room = size - 4 * edge
    const by = room / Math.max(image.naturalWidth || room, image.naturalHeight || room)
    const [wide, high] = [(image.naturalWidth || room) * by, (image.naturalHeight || room) * by]
    pen.drawImage(image, (size - wide) / 2, (size - high) / 2, wide, high)
  }
  return pen.getImageData(0, 0, size, size)
}
