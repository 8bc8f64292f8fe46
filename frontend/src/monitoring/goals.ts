/** Goals of the year and days without an accident, as the statistics answer them → what a card says. Pure, and forgiving: an installation without goals has none. */
export interface GoalCard {
  key: string
  name: string
  value: string
  state: 'met' | 'missed' | 'open'
}
export interface GoalPage {
  year?: number | string
  at?: string
  cards?: Array<{ key: string; name: string; value?: string | number | null; state?: string; met?: boolean | null }>
  days?: Array<{ area: string; days: number | null }>
}

export function goalCards(page: GoalPage | null): { year: string; at: string | null; cards: GoalCard[]; days: Array<{ area: string; days: number }> } {
  const state = (one: NonNullable<GoalPage['cards']>[number]): GoalCard['state'] => {
    const met = one.met ?? (one.state === 'met' ? true : one.state === 'missed' ? false : null)
    return met === null ? 'open' : met ? 'met' : 'missed'
  }
  const cards = (page?.cards ?? []).map((one) => ({ key: one.key, name: one.name, value: one.value == null ? '—' : String(one.value), state: state(one) }))
  const days = (page?.days ?? []).flatMap((one) => (one.days === null ? [] : [{ area: one.area, days: one.days }]))
  return { year: page?.year === undefined ? '' : String(page.year), at: page?.at ?? null, cards, days: days.sort((a, b) => b.days - a.days) }
}
