/** Which ground this screen stands on: its own choice if it made one, else what the installation set for its kind. */
import { computed, shallowRef } from 'vue'
import { get } from '@/api/client'
import type { components } from '@/api/schema'
import type { Source } from './ground'

export type BasemapRow = components['schemas']['BasemapRow']
export type Kind = 'desk' | 'wall' | 'field'

export interface Own {
  key: string
  day: boolean
  relief: string
}

const STORED = 'ecc.basemap'
const PACKAGED = 'packaged'

export const sources = shallowRef<Source[]>([])
/** The installation's rows as the list brought them, for screens whose board has none of the city. */
const listed = shallowRef<BasemapRow[]>([])
/** This machine's own choice; null = follow the installation. */
export const own = shallowRef<Own | null>(stored())
/** What is drawn now, for the line under the map. */
export const shown = shallowRef<{ source: Source | null; review: string; day: boolean }>({ source: null, review: '', day: false })

function stored(): Own | null {
  const asked = new URLSearchParams(location.search).get('basemap') // for one wall among several
  if (asked) return { key: asked, day: false, relief: '' }
  try {
    const kept = JSON.parse(localStorage.getItem(STORED) ?? 'null') as Own | null
    return kept && typeof kept.key === 'string' ? { key: kept.key, day: kept.day === true, relief: String(kept.relief ?? '') } : null
  } catch {
    return null
  }
}

export function choose(next: Own | null): void {
  own.value = next
  try {
    if (next) localStorage.setItem(STORED, JSON.stringify(next))
    else localStorage.removeItem(STORED)
  } catch {
    // chosen for this visit only
  }
}

export async function loadSources(): Promise<void> {
  const found = await get<components['schemas']['BasemapList']>('/api/map/basemaps')
  listed.value = found.chosen
  sources.value = found.sources
}

/** Terrain is laid under other grounds, never alone. */
export const isRelief = (source: Source): boolean => source.style === 'terrarium' || source.style === 'mapbox'
export const grounds = computed(() => sources.value.filter((source) => !isRelief(source)))
export const reliefs = computed(() => sources.value.filter((source) => isRelief(source) && source.state === 'ok'))

/** What the rows of the installation and this machine's own choice come to. A ground that is gone falls back to the packaged one. */
export function wantedOf(kind: Kind, rows: Iterable<BasemapRow>): { key: string; day: boolean; relief: string; review: string } {
  const of = (row: BasemapRow): boolean => row.screen === kind
  const set = [...rows].find(of) ?? listed.value.find(of)
  const asked = own.value ?? { key: set?.key ?? PACKAGED, day: set?.day ?? kind === 'field', relief: set?.relief ?? '' }
  const usable = (key: string): boolean => sources.value.some((source) => source.key === key && source.state === 'ok')
  return { key: usable(asked.key) ? asked.key : PACKAGED, day: asked.day, relief: usable(asked.relief) ? asked.relief : '', review: set?.review ?? '' }
}
