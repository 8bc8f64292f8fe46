/** Names of figures and how a number beside another is said, in the screen's language. */
import { useI18n } from 'vue-i18n'

import { isWorse, sayChange, sayValue, type Beside, type How } from './period'
import type { Figure } from './wire'

export function useWords() {
  const { t, te } = useI18n()
  /** The dictionary's; what a newer server counts and this page does not know yet is said by its own name. */
  const nameOf = (one: { key: string; name: string }): string => (te(`figures.name.${one.key}`) ? t(`figures.name.${one.key}`) : one.name)
  const groupOf = (one: { key: string; name: string }): string => (te(`figures.group.${one.key}`) ? t(`figures.group.${one.key}`) : one.name)
  const change = (how: How, beside: Beside | null, base: 'year' | 'month' = 'year'): string => sayChange(how, beside, { points: t('figures.points'), base: t(`figures.base.${base}`), same: t('figures.same') })
  const bad = (one: Figure, beside: Beside | null): boolean => isWorse(one.worse, beside)
  return { t, nameOf, groupOf, change, bad, sayValue }
}
