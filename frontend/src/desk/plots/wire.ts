/** Plots as the desk speaks of them with the server. */
import { get } from '@/api/client'
import type { components } from '@/api/schema'
import type { PlotRow } from '@/map/plots/looks'

export type { PlotKind, PlotRow } from '@/map/plots/looks'
export type PlotRevision = components['schemas']['PlotRevisionRow']
export type Catalogue = components['schemas']['PlotCatalogueRow']
export type SymbolRow = components['schemas']['SymbolRow']
export type SignRow = components['schemas']['SignOfBureau']
export type Wind = components['schemas']['WindRow']
export type NewPlot = components['schemas']['NewPlot']

/** What the palette puts into the hand. */
export interface Tool {
  kind: PlotRow['kind']
  symbol: PlotRow['symbol']
  name: string
  /** Official code, of a symbol the bureau loaded. */
  sign?: string
}

let held: Promise<Catalogue> | null = null

/** Once per visit: it changes with a new version only. */
export function catalogue(): Promise<Catalogue> {
  held ??= get<Catalogue>('/api/plots/catalogue').catch((problem: unknown) => {
    held = null
    throw problem
  })
  return held
}
