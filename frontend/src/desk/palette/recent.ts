/** What the person at this desk opened from the palette; in this page only, and nobody else's after a change of person. */
import type { Item } from './items'

const MOST = 5
let owner = ''
let held: Item[] = []

export function recentOf(who: string): Item[] {
  return who === owner ? held : []
}

/** The newest first, each once; a command is found by its name and is no thing. */
export function remember(who: string, item: Item): void {
  if (item.group === 'command') return
  const id = item.id.replace(/^recent-/, '')
  const before = recentOf(who).filter((one) => one.id !== `recent-${id}`)
  owner = who
  held = [{ ...item, group: 'recent' as const, id: `recent-${id}` }, ...before].slice(0, MOST)
}
