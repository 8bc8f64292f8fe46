/** Where this screen stands in each stream; a stream's events must follow one another without a hole. */

export type Cursor = Record<string, number>
export type Step = 'next' | 'seen' | 'gap'

export function step(cursor: Cursor, stream: string, seq: number): Step {
  const at = cursor[stream] ?? 0
  if (seq === at + 1) return 'next'
  return seq <= at ? 'seen' : 'gap'
}

/** Streams of `heads` that this cursor has not reached. */
export function behind(cursor: Cursor, heads: Cursor): string[] {
  return Object.keys(heads).filter((stream) => heads[stream] > (cursor[stream] ?? 0))
}

/** Does a scope (`area:4401`) contain a stream (`area:440117`)? */
export function covers(scope: string, stream: string): boolean {
  return scope === stream || (scope.startsWith('area:') && stream.startsWith(scope))
}
