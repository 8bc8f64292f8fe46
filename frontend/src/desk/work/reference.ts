/** Words that change rarely: event types and areas, asked once per page. */
import { get } from '@/api/client'

export interface EventType {
  code: string
  name: string
}
export interface Area {
  code: string
  name: string
  parent: string | null
  lon: number | null
  lat: number | null
}

const held = new Map<string, Promise<unknown>>()

/** Asked once; a failed question is asked again at the next need. */
function once<T>(path: string): Promise<T> {
  let asked = held.get(path) as Promise<T> | undefined
  if (!asked) {
    asked = get<T>(path)
    held.set(path, asked)
    asked.catch(() => held.delete(path))
  }
  return asked
}

export const eventTypes = (): Promise<EventType[]> => once<EventType[]>('/api/event-types').catch(() => [])
export const areasUnder = (city: string): Promise<Area[]> => once<Area[]>(`/api/areas?under=${encodeURIComponent(city)}`).catch(() => [])
export const areaAt = (lon: number, lat: number): Promise<{ code: string; name: string; path: string } | null> =>
  get<{ code: string; name: string; path: string }>(`/api/areas/at?lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}`).catch(() => null)
