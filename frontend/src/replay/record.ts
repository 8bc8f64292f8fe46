/** Where a replay comes from: this installation's own memory, or a case. One set of questions, asked over HTTP. */
import { ApiError, get } from '@/api/client'
import type { components } from '@/api/schema'
import type { Snapshot } from '@/api/types'
import { readTicks, type Tick } from './ticks'

type Shapes = components['schemas']
export type Moment = Shapes['Moment']
export type Spoken = Shapes['Spoken']
export type Axis = Shapes['ReplayAxis']
export type AxisMark = Shapes['AxisMark']
export type Events = Shapes['ReplayEvents']
export type Span = Shapes['ReplaySpan']
export type CaseRow = Shapes['CaseRow']
export type ShownAs = 'known' | 'happened'
export type ReplayBoard = Snapshot & { complete: boolean }

const TIMEOUT_MS = 30_000

export class Record {
  constructor(
    /** null = our own memory. */
    readonly caseId: number | null,
    readonly shownAs: ShownAs,
  ) {}

  private query(more: { [name: string]: string }): string {
    const query = new URLSearchParams(more)
    if (this.caseId !== null) query.set('case', String(this.caseId))
    return query.toString()
  }

  span(): Promise<Span> {
    return get<Span>(`/api/replay/span?${this.query({})}`)
  }

  board(at: number): Promise<ReplayBoard> {
    return get<ReplayBoard>(`/api/replay/state?${this.query({ at: iso(at), as: this.shownAs })}`, { timeoutMs: TIMEOUT_MS })
  }

  positions(at: number, signal: AbortSignal): Promise<ArrayBuffer> {
    return bytes(`/api/replay/positions?${this.query({ at: iso(at), as: this.shownAs })}`, signal)
  }

  async moves(from: number, to: number, step: number, signal: AbortSignal): Promise<Tick[]> {
    return readTicks(await bytes(`/api/replay/track?${this.query({ from: iso(from), to: iso(to), step: String(step), as: this.shownAs })}`, signal))
  }

  events(from: number, to: number): Promise<Events> {
    return get<Events>(`/api/replay/events?${this.query({ from: iso(from), to: iso(to), as: this.shownAs })}`, { timeoutMs: TIMEOUT_MS })
  }

  axis(from: number, to: number): Promise<Axis> {
    return get<Axis>(`/api/replay/axis?${this.query({ from: iso(from), to: iso(to) })}`, { timeoutMs: TIMEOUT_MS })
  }
}

export const iso = (at: number): string => new Date(at).toISOString()

async function bytes(path: string, signal: AbortSignal): Promise<ArrayBuffer> {
  let answer: Response
  try {
    answer = await fetch(path, { credentials: 'same-origin', signal })
  } catch (problem) {
    if (signal.aborted) throw problem
    throw new ApiError(0, 'unreachable', '')
  }
  if (!answer.ok) {
    const said = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string }
    throw new ApiError(answer.status, said.code ?? 'failed', said.detail ?? '')
  }
  return answer.arrayBuffer()
}
