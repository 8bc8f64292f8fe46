/** What lies around a place, as the desk asks and reads it. */
import { ApiError, csrf, newKey } from '@/api/client'
import type { components } from '@/api/schema'
import type { ShownAround } from '@/map/around'

type Rows = components['schemas']
export type Around = Rows['Around']
export type AroundLayer = Rows['AroundLayer']
export type AroundObject = Rows['AroundObject']
/** A point, an area or an incident. */
export type From = { point: { lon: number; lat: number } } | { polygon: GeoJSON.Polygon } | { incident: number }
export type Ask = From & { radii?: number[] }

export const RADII = [1000, 3000, 5000, 10_000] as const
export const GROUPS = ['risk', 'protected', 'resource', 'event', 'weather', 'sensing', 'force', 'plot'] as const

export const keyOf = (ask: Ask | null): string => JSON.stringify(ask)

/** For the map: rings with their distances, what is named, who comes. */
export function shownOf(found: Around, layer: AroundLayer | null, pointed: ShownAround['pointed'], km: (metres: number) => string): ShownAround {
  const named = layer ? layer.objects : found.layers.flatMap((one) => one.objects)
  return {
    lon: found.lon,
    lat: found.lat,
    rings: found.rings.map((shape, at) => ({ shape: shape as unknown as GeoJSON.Geometry, label: found.radii[at] ? km(found.radii[at]!) : '' })),
    objects: named.map(({ lon, lat, name, urgent }) => ({ lon, lat, name, urgent })),
    teams: found.teams.map(({ lon, lat, name }) => ({ lon, lat, name })),
    pointed,
  }
}

/** A file comes back, not JSON; refusals are JSON still. */
export async function takeList(ask: Ask, format: 'xlsx' | 'csv', reason: string): Promise<void> {
  const response = await fetch('/api/map/analysis/export', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf(), 'Idempotency-Key': newKey() },
    credentials: 'same-origin',
    body: JSON.stringify({ ...ask, format, reason }),
  }).catch(() => {
    throw new ApiError(0, 'unreachable', '')
  })
  if (!response.ok) {
    const said = (await response.json().catch(() => ({}))) as Record<string, unknown>
    throw new ApiError(response.status, String(said.code ?? `http_${response.status}`), String(said.detail ?? ''), null, (said.where as string[] | undefined) ?? [])
  }
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name ? decodeURIComponent(name) : `around.${format}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
