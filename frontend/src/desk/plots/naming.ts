/** Names of symbols: English from the table, Chinese as the catalogue says. */
import type { ComposerTranslation } from 'vue-i18n'

export function symbolName(code: string, chinese: string, t: ComposerTranslation, te: (key: string) => boolean): string {
  return te(`plots.symbol.${code}`) ? t(`plots.symbol.${code}`) : chinese
}
