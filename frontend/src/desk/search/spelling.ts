/** How names are typed by people in a hurry: 从化区森林消防大队 → chqslxfdd. The dictionary is large and comes after the first picture. */

export interface Spelling {
  initials: string
  full: string
}

type Pinyin = (typeof import('pinyin-pro'))['pinyin']
let pinyin: Pinyin | null = null
const held = new Map<string, Spelling>()

export async function loadSpelling(): Promise<void> {
  pinyin ??= (await import('pinyin-pro')).pinyin
}

/** Null until the dictionary is there: names and codes are found meanwhile. */
export function spelling(text: string): Spelling | null {
  if (pinyin === null) return null
  let found = held.get(text)
  if (!found) {
    const syllables = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).map((one) => one.toLowerCase().replace(/\s+/g, ''))
    // Figures and Latin letters are typed as they stand: G105 keeps its digits.
    found = { initials: syllables.map((one) => (/^[a-z]+$/.test(one) ? one[0] : one)).join(''), full: syllables.join('') }
    held.set(text, found)
  }
  return found
}
