/** Storms and winds as GeoJSON: where a storm was, where it is expected, how far its winds reach; arrows of the wind. No map in here. */
import type { Feature, Position } from 'geojson'
import type { components } from '@/api/schema'

type Weather = components['schemas']['WeatherNow']
export type Storm = Weather['storms'][number]
export type WindArrow = Weather['winds'][number]

interface Point {
  lon: number
  lat: number
  at: string
  wind_ms?: number
  grade?: string
  r7?: number[]
  r10?: number[]
  r12?: number[]
}

export const RINGS = [7, 10, 12] as const
const KM_PER_DEGREE = 111.195
const STEP = 5 // degrees of a ring's outline
/** Older is not the wind of now. */
const WIND_OLD_MS = 2 * 3600_000

/** A ring whose four quarters reach differently far: [NE, SE, SW, NW] in km, clockwise from north. */
export function ring(lon: number, lat: number, reach: number[]): Position[] {
  const outline: Position[] = []
  for (let bearing = 0; bearing < 360; bearing += STEP) {
    const quarter = Math.floor(bearing / 90)
    for (const km of bearing % 90 === 0 ? [reach[(quarter + 3) % 4], reach[quarter]] : [reach[quarter]]) {
      const angle = (bearing * Math.PI) / 180
      outline.push([lon + (km * Math.sin(angle)) / (KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180)), lat + (km * Math.cos(angle)) / KM_PER_DEGREE])
    }
  }
  return [...outline, outline[0]]
}

const line = (points: Point[]): Position[] => points.map((point) => [point.lon, point.lat])
const points = (value: unknown): Point[] => (Array.isArray(value) ? (value as Point[]) : [])

/** "22 日 14 时": when a storm is expected there. */
function hour(at: string): string {
  const when = new Date(at)
  return Number.isNaN(when.getTime()) ? '' : `${when.getDate()}日${String(when.getHours()).padStart(2, '0')}时`
}

export function stormFeatures(storms: Storm[]): Feature[] {
  return storms.flatMap((storm): Feature[] => {
    const track = points(storm.attributes.track)
    const ahead = points(storm.attributes.ahead)
    const now = track.at(-1)
    if (!now) return []
    const found: Feature[] = []
    for (const level of RINGS) {
      const reach = now[`r${level}`]
      if (reach?.length === 4) found.push({ type: 'Feature', properties: { what: 'ring', level }, geometry: { type: 'Polygon', coordinates: [ring(now.lon, now.lat, reach)] } })
    }
    if (track.length > 1) found.push({ type: 'Feature', properties: { what: 'track' }, geometry: { type: 'LineString', coordinates: line(track) } })
    if (ahead.length) found.push({ type: 'Feature', properties: { what: 'ahead' }, geometry: { type: 'LineString', coordinates: line([now, ...ahead]) } })
    for (const point of track.slice(0, -1)) found.push(dot(point, 'was', ''))
    for (const point of ahead) found.push(dot(point, 'will', [hour(point.at), point.grade ?? ''].filter(Boolean).join(' ')))
    const wind = now.wind_ms ? `${now.wind_ms} m/s` : ''
    found.push(dot(now, 'now', [storm.name, [now.grade, wind].filter(Boolean).join(' ')].filter(Boolean).join('\n')))
    return found
  })
}

const dot = (point: Point, what: string, label: string): Feature => ({
  type: 'Feature', properties: { what, label }, geometry: { type: 'Point', coordinates: [point.lon, point.lat] },
})

/** Arrows point where the wind goes, as it is felt on the ground; the number is its speed. */
export function windFeatures(winds: WindArrow[], now: number): Feature[] {
  return winds.map((wind) => ({
    type: 'Feature',
    properties: { to: (wind.from_deg + 180) % 360, label: wind.speed_ms.toFixed(0), strong: wind.speed_ms >= 10.8, old: !wind.at || now - Date.parse(wind.at) > WIND_OLD_MS },
    geometry: { type: 'Point', coordinates: [wind.lon, wind.lat] },
  }))
}
