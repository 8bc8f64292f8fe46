/** Calls as the tree 市–县(区)–镇(街)–村(居): how each area stands, who has it in hand, who waits longest. No Vue. */

import { isOpen, lightOf, waitedS, type Call } from './calls'

/** `none`: nobody of this area is called. Shown by form and word as well as by colour. */
export type Mark = 'red' | 'amber' | 'green' | 'none'
export type Level = 'city' | 'district' | 'town' | 'village'

export interface Sum {
  /** Posts, not rings: deputies, superiors and visitors count with whom they stand for. */
  posts: number
  answered: number
  /** Posts that want a hand: no way reaches them, or the ladder is at its end. */
  red: number
  open: number
  /** Milliseconds of the clock when the longest that still waits was first rung; null when nobody waits. */
  since: number | null
}
export interface Node extends Sum {
  code: string
  level: Level
  name: string
  mark: Mark
  /** Posts of this very area; who was rung in somebody's place is found with `standIns`. */
  calls: Call[]
  children: Node[]
  /** Nobody is entered for this village or town; `gapCall` was asked to speak for it. */
  gap: boolean
  gapCall: Call | null
}
export interface Gap {
  area: string
  area_name: string
  call: number | null
}

const LEVELS: Record<number, Level> = { 4: 'city', 6: 'district', 9: 'town', 12: 'village' }
const NEED: Mark[] = ['red', 'amber', 'green', 'none']

export function isPost(call: Call): boolean {
  return call.stands_for === null && !call.visit && (call.state !== 'stopped' || call.covered_by !== null)
}
export function isAnswered(call: Call): boolean {
  return call.state === 'answered' || call.covered_by !== null
}
export function markOf(call: Call): Mark {
  if (isAnswered(call)) return 'green'
  const light = lightOf(call)
  if (light === 'stopped') return 'none'
  return light === 'hand' || light === 'failed' ? 'red' : 'amber'
}
/** Where a call stands: its village, town or district; the city for whoever has none. */
export function seatOf(call: Call, city: string): string {
  return call.village || call.town || call.district || city
}

function empty(code: string, name: string): Node {
  return { code, level: LEVELS[code.length] ?? 'village', name, mark: 'none', calls: [], children: [], gap: false, gapCall: null, posts: 0, answered: 0, red: 0, open: 0, since: null }
}

/** One pass over the rows; areas in order of need, then of code. */
export function treeOf(city: string, calls: Iterable<Call>, gaps: Iterable<Gap>, name: (code: string) => string): Node {
  const nodes = new Map<string, Node>()
  const root = empty(city, name(city))
  nodes.set(city, root)
  const node = (code: string): Node => {
    const known = nodes.get(code)
    if (known) return known
    const made = empty(code, name(code))
    nodes.set(code, made)
    parentOf(code).children.push(made)
    return made
  }
  const parentOf = (code: string): Node => {
    for (const length of [9, 6]) if (code.length > length) return node(code.slice(0, length))
    return root
  }
  const byId = new Map<number, Call>()
  for (const call of calls) {
    byId.set(call.id, call)
    if (isPost(call)) node(seatOf(call, city)).calls.push(call)
  }
  for (const gap of gaps) {
    const missing = node(gap.area)
    if (missing.calls.length) continue // somebody was entered since
    missing.gap = true
    missing.name ||= gap.area_name
    missing.gapCall = gap.call === null ? null : (byId.get(gap.call) ?? null)
  }
  add(root)
  return root
}

function add(node: Node): void {
  let worst: Mark = 'none'
  const worse = (mark: Mark): void => {
    if (NEED.indexOf(mark) < NEED.indexOf(worst)) worst = mark
  }
  for (const call of node.calls) {
    const mark = markOf(call)
    worse(mark)
    node.posts += 1
    if (mark === 'green') node.answered += 1
    if (mark === 'red') node.red += 1
    if (!isOpen(call)) continue
    node.open += 1
    node.since = earlier(node.since, Date.parse(call.started_at))
  }
  if (node.gap) {
    // No person, so no post; what is known of the village is how its speaker stands.
    const mark = node.gapCall === null ? 'red' : markOf(node.gapCall)
    if (mark === 'red' || mark === 'none') node.red += 1
    worse(mark === 'none' ? 'red' : mark)
  }
  for (const child of node.children) {
    add(child)
    node.posts += child.posts
    node.answered += child.answered
    node.red += child.red
    node.open += child.open
    node.since = earlier(node.since, child.since)
    worse(child.mark)
  }
  node.mark = worst
  node.children.sort((a, b) => NEED.indexOf(a.mark) - NEED.indexOf(b.mark) || (a.code < b.code ? -1 : 1))
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b)
}

/** Whole percent, never 100 while somebody is missing. */
export function percent(answered: number, posts: number): number {
  return posts === 0 ? 0 : answered === posts ? 100 : Math.min(99, Math.floor((answered / posts) * 100))
}

/** Who was rung in this one's place, and in theirs. */
export function standIns(call: Call, calls: Iterable<Call>): Call[] {
  const all = [...calls]
  const below = (id: number): Call[] => all.filter((one) => one.stands_for === id).flatMap((one) => [one, ...below(one.id)])
  return below(call.id)
}

export type Hand = 'officer' | 'visit' | 'deputy' | 'waits' | 'machine'
/** Who has this open post in hand now. `deputy`: whoever was rung in its place; `waits`: nobody, an officer must. */
export function handOf(call: Call, instead: Call[]): { hand: Hand; name: string } {
  const open = instead.filter(isOpen)
  const visitor = open.find((one) => one.visit)
  if (call.state === 'taken_over') return { hand: 'officer', name: call.taken_name ?? '' }
  if (visitor) return { hand: 'visit', name: visitor.name }
  if (open.length) return { hand: 'deputy', name: open[open.length - 1].name }
  return { hand: call.officer || call.state === 'failed' ? 'waits' : 'machine', name: '' }
}

export type Show = 'all' | 'open' | 'red'
export interface Line {
  key: string
  depth: number
  node: Node | null
  call: Call | null
}
/** The lines on the screen. What is filtered for is unfolded by itself; a word finds areas and persons. */
export function linesOf(root: Node, opened: ReadonlySet<string>, show: Show, words = ''): Line[] {
  const lines: Line[] = []
  const asked = words.trim()
  const wanted = (mark: Mark): boolean => show === 'all' || mark === 'red' || (show === 'open' && mark === 'amber')
  const says = (text: string): boolean => !asked || text.includes(asked)
  const walk = (node: Node, depth: number, named: boolean): boolean => {
    const at = lines.length
    const here = named || says(node.name)
    lines.push({ key: node.code, depth, node, call: null })
    let kept = here && wanted(node.mark) && (show === 'all' || node.gap)
    const unfolded = opened.has(node.code) || show !== 'all' || asked !== ''
    if (unfolded) {
      for (const call of [...node.calls].sort((a, b) => NEED.indexOf(markOf(a)) - NEED.indexOf(markOf(b)) || a.id - b.id)) {
        if (!wanted(markOf(call)) || !(here || says(call.name) || says(call.org))) continue
        lines.push({ key: `c${call.id}`, depth: depth + 1, node: null, call })
        kept = true
      }
      for (const child of node.children) kept = walk(child, depth + 1, here) || kept
    }
    if (!kept && (asked !== '' || show !== 'all') && depth > 0) lines.length = at
    return kept || depth === 0
  }
  walk(root, 0, asked === '')
  return lines
}

export function waitedOf(since: number | null, now: number): number | null {
  return since === null ? null : Math.max(0, (now - since) / 1000)
}
export { waitedS }
