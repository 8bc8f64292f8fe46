/** How each kind of plot looks unless its author chose otherwise. Red, orange, yellow and blue belong to warnings; violet to exercises. No Vue. */
import type { components } from '@/api/schema'
import type { PlotCategory, PlotSymbol } from './glyphs'

export type PlotRow = components['schemas']['PlotRow']
export type PlotKind = PlotRow['kind']
export type PlotColour = NonNullable<PlotRow['style']['colour']>

export const COLOURS: Record<PlotColour, string> = {
  white: '#e8f0f7',
  rose: '#ff6f9c',
  ember: '#ff9478',
  cyan: '#7fd4e6',
  green: '#8fd6a2',
  sand: '#dcc797',
  grey: '#93a6b6',
}
export const DRILL_COLOUR = '#b48cff'

export const CATEGORY_COLOUR: Record<PlotCategory, PlotColour> = { event: 'ember', hazard: 'rose', target: 'sand', resource: 'green', force: 'cyan', action: 'white' }

export interface Look {
  colour: PlotColour
  width: number
  dash: boolean
  /** Opacity of the ground inside; 0 for lines. */
  fill: number
}

const KIND: Record<PlotKind, Look> = {
  symbol: { colour: 'white', width: 2, dash: false, fill: 0 },
  text: { colour: 'white', width: 2, dash: false, fill: 0 },
  line: { colour: 'white', width: 2.4, dash: false, fill: 0 },
  arrow: { colour: 'white', width: 4, dash: false, fill: 0 },
  route: { colour: 'green', width: 4, dash: false, fill: 0 },
  polygon: { colour: 'white', width: 2, dash: false, fill: 0.1 },
  circle: { colour: 'white', width: 2, dash: false, fill: 0.08 },
  cordon: { colour: 'rose', width: 2.4, dash: true, fill: 0.07 },
  downwind: { colour: 'rose', width: 1.6, dash: false, fill: 0.15 },
  perimeter: { colour: 'ember', width: 2.6, dash: false, fill: 0.16 },
  evacuation: { colour: 'green', width: 2.2, dash: true, fill: 0.1 },
}

const SYMBOL: Partial<Record<PlotSymbol, Partial<Look>>> = {
  attack: { colour: 'cyan', width: 5 },
  retreat: { colour: 'green', dash: true },
  spread: { colour: 'ember', width: 4 },
  wind: { colour: 'grey', width: 2.4 },
  fire_break: { colour: 'sand', width: 5, dash: true },
  control_line: { colour: 'white', width: 3 },
  hose: { colour: 'cyan', width: 2 },
  dike: { colour: 'sand', width: 5 },
  blockade: { colour: 'rose', width: 3, dash: true },
  supply_route: { colour: 'green', width: 2.4, dash: true },
  escort_route: { colour: 'cyan' },
  burning_area: { colour: 'ember', fill: 0.2 },
  flood_area: { colour: 'cyan', fill: 0.18 },
  collapse_area: { colour: 'sand', fill: 0.16 },
  search_area: { colour: 'white', dash: true, fill: 0.06 },
  staging_area: { colour: 'green', fill: 0.1 },
  responsibility: { colour: 'grey', dash: true, fill: 0.05 },
}

type Styled = Pick<PlotRow, 'kind' | 'symbol'> & { style?: PlotRow['style'] }

export function lookOf(row: Styled): Look {
  const own = row.symbol ? SYMBOL[row.symbol] : undefined
  const look = { ...KIND[row.kind], ...own }
  const { colour, width, dash } = row.style ?? {}
  return { ...look, ...(colour ? { colour } : {}), ...(width ? { width } : {}), ...(dash === undefined ? {} : { dash }) }
}
