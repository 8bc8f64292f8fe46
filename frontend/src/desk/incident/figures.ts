/** Numbers somebody reported, with the unit a duty officer says them in, and how each came to be. */
import type { Figure } from './wire'

type Translate = (key: string, named?: Record<string, unknown>) => string

const HECTARES = new Set(['area_ha', 'burned_ha', 'crop_ha'])
const PEOPLE = new Set(['deaths', 'missing', 'trapped', 'serious_injuries', 'injuries', 'affected', 'evacuated', 'resettled', 'need_relief'])
const HOUSES = new Set(['houses_collapsed', 'houses_damaged'])
/** 公顷 → 亩: teams and towns count in mu. */
const MU_PER_HA = 15

export function unitOf(measure: string): 'people' | 'ha' | 'yuan' | 'houses' | 'count' {
  if (PEOPLE.has(measure)) return 'people'
  if (HECTARES.has(measure)) return 'ha'
  if (HOUSES.has(measure)) return 'houses'
  return measure === 'loss_yuan' ? 'yuan' : 'count'
}

/** `1.4 公顷(21 亩)`, `1200 万元`, `3 人`. */
export function amount(measure: string, value: number, t: Translate): string {
  const unit = unitOf(measure)
  if (unit === 'ha') return t('incident.unit.ha', { n: trim(value), mu: trim(value * MU_PER_HA) })
  if (unit === 'yuan') {
    if (value >= 1e8) return t('incident.unit.yi', { n: trim(value / 1e8) })
    return value >= 1e4 ? t('incident.unit.wan', { n: trim(value / 1e4) }) : t('incident.unit.yuan', { n: trim(value) })
  }
  return t(`incident.unit.${unit}`, { n: trim(value) })
}

function trim(value: number): string {
  return String(Math.round(value * 100) / 100)
}

export interface Measured {
  measure: string
  /** Newest by its own time first. */
  history: Figure[]
}

const when = (one: Figure): number => Date.parse(one.occurred_at ?? one.at)

export function byMeasure(figures: readonly Figure[]): Measured[] {
  const found = new Map<string, Figure[]>()
  for (const one of figures) found.set(one.measure, [...(found.get(one.measure) ?? []), one])
  return [...found]
    .map(([measure, history]) => ({ measure, history: history.sort((a, b) => when(b) - when(a) || b.id - a.id) }))
    .sort((a, b) => when(b.history[0]!) - when(a.history[0]!))
}
