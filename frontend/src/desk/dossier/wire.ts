/** 一企一档 as the desk reads it. */
import { get } from '@/api/client'
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type Dossier = Rows['DossierWhole']
export type DossierRow = Rows['DossierRow']
export type DossierHere = Rows['DossierHere']
export type Substance = Rows['SubstanceRow']
export type DossierSheet = Rows['DossierSheet']
export type Store = Rows['StoreRow']

/** Where something happens, or an object of the map. */
export type Place = { alarm: number } | { incident: number } | { feature: number }

export const dossiersAt = (place: Place): Promise<DossierHere[]> => {
  const [[key, id]] = Object.entries(place) as [[string, number]]
  return get<DossierHere[]>(`/api/dossiers/at?${key}=${id}`)
}

/** What holds most first, as the server sends them; the ones beyond are one press away. */
export const FIRST_TANKS = 4

/** Tanks of one substance on one line: how many, how much of it. */
export interface Load {
  content: string
  un: string
  tanks: number
  held: number
  unit: string
}
export function loads(tanks: readonly Store[]): Load[] {
  const found = new Map<string, Load>()
  for (const tank of tanks) {
    const key = `${tank.un || tank.content}|${tank.unit}`
    const load = found.get(key) ?? { content: tank.content, un: tank.un, tanks: 0, held: 0, unit: tank.unit }
    load.tanks += 1
    load.held += tank.held ?? 0
    found.set(key, load)
  }
  return [...found.values()].sort((a, b) => b.held - a.held)
}
