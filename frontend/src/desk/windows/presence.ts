/** The windows of one desk know of each other, and agree which one of them sounds. */

export const PANES = ['queue', 'map', 'incident'] as const
export type Pane = (typeof PANES)[number]

/** What one window says of itself. */
export interface Here {
  id: string
  /** When its page began: the oldest that can be heard sounds, so that nothing moves while somebody listens. */
  since: number
  pane: Pane | null
  /** The browser lets it play. */
  audible: boolean
}
export type Word = { is: 'here'; here: Here } | { is: 'ask'; from: string } | { is: 'bye'; id: string }

/** A window that does not answer two questions is gone (a crash says no goodbye). */
export const GONE_MS = 3000

export function leaderOf(windows: Iterable<Here>): string | null {
  let best: Here | null = null
  for (const one of windows) if (best === null || before(one, best)) best = one
  return best?.id ?? null
}

function before(a: Here, b: Here): boolean {
  if (a.audible !== b.audible) return a.audible
  return a.since !== b.since ? a.since < b.since : a.id < b.id
}

/** One window's view of the others. Says what to send; sends nothing itself. */
export class Presence {
  private readonly others = new Map<string, { here: Here; heardAt: number }>()

  constructor(private me: Here) {}

  /** The answer to a word that came, if one is due. Answering works in a hidden window too, whose own clock the browser slows down. */
  hear(word: Word, now: number): Word | null {
    if (word.is === 'here' && word.here.id !== this.me.id) this.others.set(word.here.id, { here: word.here, heardAt: now })
    if (word.is === 'bye') this.others.delete(word.id)
    return word.is === 'ask' && word.from !== this.me.id ? this.here() : null
  }

  /** Once a second: say that we are here, ask who else is, forget who did not answer. */
  tick(now: number, sleptMs = 0): Word[] {
    // After sleep nobody could have answered: ask first, judge later.
    if (sleptMs < GONE_MS) for (const [id, one] of this.others) if (now - one.heardAt > GONE_MS) this.others.delete(id)
    return [this.here(), { is: 'ask', from: this.me.id }]
  }

  /** Something about this window changed; to be told at once. */
  change(change: Partial<Pick<Here, 'audible' | 'pane'>>): Word {
    this.me = { ...this.me, ...change }
    return this.here()
  }

  bye(): Word {
    return { is: 'bye', id: this.me.id }
  }

  get all(): Here[] {
    return [this.me, ...[...this.others.values()].map((one) => one.here)]
  }

  get leads(): boolean {
    return leaderOf(this.all) === this.me.id
  }

  /** Some window of this desk can be heard. */
  get audible(): boolean {
    return this.all.some((one) => one.audible)
  }

  /** Panes that another window shows. */
  get elsewhere(): Pane[] {
    return PANES.filter((pane) => [...this.others.values()].some((one) => one.here.pane === pane))
  }

  private here(): Word {
    return { is: 'here', here: this.me }
  }
}
