/** Finds what an officer means by a name, a part of it, its pinyin initials, a code or the tail of a number. */
import type { Spelling } from './spelling'

export interface Words {
  text: string
  /** Codes and numbers, and other words people use for it. */
  also?: readonly string[]
  spelling?: Spelling | null
}

/** Lower is nearer; null = not meant. */
export function distance(query: string, words: Words): number | null {
  const parts = query.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (!parts.length) return 0
  let sum = 0
  for (const part of parts) {
    const found = one(part, words)
    if (found === null) return null
    sum += found
  }
  return sum / parts.length
}

function one(part: string, { text, also = [], spelling }: Words): number | null {
  const name = text.toLowerCase()
  const codes = also.map((code) => code.toLowerCase())
  if (name === part || codes.includes(part)) return 0
  if (name.startsWith(part)) return 1
  if (codes.some((code) => code.startsWith(part))) return 2
  if (spelling?.initials === part) return 3
  if (spelling?.initials.startsWith(part)) return 4
  if (name.includes(part)) return 5
  if (codes.some((code) => code.endsWith(part))) return 6
  if (spelling?.full.startsWith(part)) return 7
  // Two letters in the middle of a name are chance.
  if (part.length > 2 && (spelling?.initials.includes(part) || spelling?.full.includes(part))) return 8
  if (codes.some((code) => code.includes(part))) return 9
  return scattered(part, name) ? 10 : null
}

/** 从森消 for 从化区森林消防大队: how teams are called on the radio. */
function scattered(part: string, name: string): boolean {
  if (part.length < 2 || /^[\x20-\x7e]+$/.test(part)) return false
  let at = -1
  return [...part].every((char) => (at = name.indexOf(char, at + 1)) >= 0)
}

/** The nearest first; equals keep the order they came in. */
export function nearest<T>(query: string, things: Iterable<T>, wordsOf: (thing: T) => Words, most: number): T[] {
  const found: Array<{ thing: T; away: number; n: number }> = []
  let n = 0
  for (const thing of things) {
    const away = distance(query, wordsOf(thing))
    if (away !== null) found.push({ thing, away, n: n++ })
  }
  return found
    .sort((a, b) => a.away - b.away || a.n - b.n)
    .slice(0, most)
    .map((one) => one.thing)
}
