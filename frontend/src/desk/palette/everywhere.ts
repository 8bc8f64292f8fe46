/** What the centre itself finds for the palette: objects of layers, devices, people, areas, coordinates, and events long off the board. */
import { useI18n } from 'vue-i18n'

import { get } from '@/api/client'
import type { components } from '@/api/schema'
import type { Desk } from '../desk'
import { besidePanel, chosenPlace } from '../maptools/coordinates/chosen'
import { placeIn } from '../maptools/coordinates/reading'
import { dms } from '../maptools/coordinates/writing'
import { openTool } from '../maptools/tools'
import { openLibrary } from '../dossier/opened'
import { openFunction, type FunctionKey } from '../functions/function'
import { knownTo } from '../functions/known'
import type { Item } from './items'

type Answer = components['schemas']['SearchAnswer']
type Hit = components['schemas']['SearchHit']

export interface Found {
  items: Item[]
  /** Words under the list: why something was not searched. */
  notes: string[]
}

const PLACE_ZOOM = 14
/** Where each kind of thing is opened: its function and what is chosen there. A function that is not built, or not for this person, is not opened. */
const IN_FUNCTION: Partial<Record<Hit['group'], (id: number) => { key: FunctionKey; item: string | number }>> = {
  plan: (id) => ({ key: 'plans', item: `plan:${id}` }),
  response: (id) => ({ key: 'plans', item: `response:${id}` }),
  report: (id) => ({ key: 'duty', item: `report:${id}` }),
  depot: (id) => ({ key: 'supplies', item: `depot:${id}` }),
  warning: (id) => ({ key: 'alerts', item: `alert:${id}` }),
  conference: (id) => ({ key: 'conferences', item: `conference:${id}` }),
  opinion: (id) => ({ key: 'opinion', item: id }),
  agreement: () => ({ key: 'forces', item: 'agreements' }),
  consultation: (id) => ({ key: 'conferences', item: `consultation:${id}` }),
  release: (id) => ({ key: 'release', item: id }),
  hazard: (id) => ({ key: 'hazards', item: `hazard:${id}` }),
}
/** Fewer letters name half the city; one Chinese character is already a word. */
const worthAsking = (query: string): boolean => query.length > 1 || /[^\x20-\x7e]/.test(query)

/** `showTeam`: the list of teams opens at the one that was found. */
export function useEverywhere(desk: Desk, showTeam: (name: string) => void): (query: string, signal: AbortSignal) => Promise<Found> {
  const { t } = useI18n()

  function run(hit: Hit): void {
    const { group, id, lon, lat } = hit
    if (group === 'contact') {
      window.open(`/contacts/${id}/`, '_blank', 'noopener')
      return
    }
    if (group === 'incident' && !hit.on_board) {
      window.open(`/paper/incident/${id}/`, '_blank', 'noopener')
      return
    }
    const place = id === null ? undefined : IN_FUNCTION[group]?.(id)
    if (place && knownTo(desk.session.value).some((one) => one.key === place.key)) return openFunction(place.key, place.item)
    if (group === 'dossier' && id !== null) return openLibrary(id)
    if (group === 'unit') showTeam(hit.title)
    if (group === 'place' && lon !== null && lat !== null) {
      openTool.value = 'coordinates'
      chosenPlace.value = { lon, lat }
    }
    if (id !== null && hit.on_board && (group === 'incident' || group === 'alarm')) desk.select({ kind: group, id })
    if (id !== null && (group === 'feature' || group === 'unit')) desk.select({ kind: group, id })
    if (id !== null && group === 'device') desk.select({ kind: 'subject', id })
    if (lon !== null && lat !== null) desk.fly.value(group === 'place' ? besidePanel(lon, hit.zoom) : lon, lat, hit.zoom)
  }

  const item = (hit: Hit): Item => ({
    group: hit.group,
    id: `${hit.group}-${hit.id ?? (hit.area || hit.title)}`,
    text: hit.title,
    hint: hit.on_board ? hit.hint : `${hit.hint} · ${t('search.offBoard')}`,
    also: [],
    run: () => run(hit),
  })

  return async (query, signal) => {
    const read = placeIn(query, 'wgs84')
    // Coordinates are nothing else, and are read here even when the centre is not reached.
    if (read.is === 'found') {
      const { lon, lat } = read.at
      const place: Hit = {
        group: 'place', id: null, title: `${lon.toFixed(6)}, ${lat.toFixed(6)}`, hint: `${dms(lon, 'lon')} ${dms(lat, 'lat')}`,
        lon, lat, area: '', layer: '', zoom: PLACE_ZOOM, rank: 0, on_board: true,
      }
      return { items: [item(place)], notes: [] }
    }
    if (!worthAsking(query)) return { items: [], notes: [] }
    const answer = await get<Answer>(`/api/map/search?q=${encodeURIComponent(query.slice(0, 80))}`, { signal })
    return { items: answer.hits.map(item), notes: answer.notes.map((note) => t(`search.${note}`)) }
  }
}

/** The board's own hits first, then the centre's, each thing once; a place that was typed is nothing else and leads. */
export function joined(own: readonly Item[], found: readonly Item[]): Item[] {
  const held = new Set(own.map((one) => one.id))
  const more = found.filter((one) => !held.has(one.id))
  const groups = [...new Set([...more.filter((one) => one.group === 'place'), ...own, ...more].map((one) => one.group))]
  return groups.flatMap((group) => [...own, ...more].filter((one) => one.group === group))
}
