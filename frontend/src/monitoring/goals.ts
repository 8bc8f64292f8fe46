/** Goals of the year and days without an accident, as the statistics answer them → what a card says. Pure. */
import type { components } from '@/api/schema'

export type GoalPage = components['schemas']['GoalBoard']
export type CalmDays = components['schemas']['CalmCounty']
export interface GoalCard {
  key: string
  name: string
  value: string
  state: 'met' | 'missed' | 'open'
}
const STATES = { held: 'met', broken: 'missed', open: 'open' } as const

/** Calm areas longest first; one without an accident in its ledger has no number of days and is left out. */
export function goalCards(page: GoalPage | null, calm: readonly CalmDays[] | null): { year: string; cards: GoalCard[]; days: Array<{ area: string; name: string; days: number }> } {
  const cards = (page?.cards ?? []).map((one) => ({ key: one.code, name: one.name, value: one.value === null ? '—' : `${said(one.value)} ${one.unit}`.trim(), state: STATES[one.state] }))
  const days = (calm ?? []).flatMap((one) => (one.days === null ? [] : [{ area: one.area, name: one.name, days: one.days }]))
  return { year: page === null ? '' : String(page.year), cards, days: days.sort((a, b) => b.days - a.days) }
}

function said(value: number): string {
  return String(Math.round(value * 100) / 100)
}
