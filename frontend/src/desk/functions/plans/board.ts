/** What the board holds of responses and tasks: which are in force, which wait, how many tasks are late. Pure but for the tables. */
import { computed, type ComputedRef } from 'vue'

import type { Desk } from '../../desk'
import { tableOf } from '../../incident/wire'
import { setCount } from '../counts'
import type { ResponseRow, TaskSet } from './wire'

const ROMAN = ['极', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ'] as const
export const roman = (level: number): string => ROMAN[level] ?? String(level)
export const LEVELS = [4, 3, 2, 1, 0] as const

/** Waiting ones first, then by level, Ⅰ before Ⅳ, the newest first. */
export function inOrder(rows: Iterable<ResponseRow>): ResponseRow[] {
  const rank = (row: ResponseRow): number => (row.pending ? 0 : row.state === 'active' ? 1 : 2)
  return [...rows].sort((a, b) => rank(a) - rank(b) || a.level - b.level || b.id - a.id)
}
export const live = (row: ResponseRow): boolean => row.state === 'active' || row.state === 'proposed'

export interface Board {
  responses: ComputedRef<ResponseRow[]>
  sets: ComputedRef<TaskSet[]>
}

export function useBoard(desk: Desk): Board {
  const responses = tableOf<ResponseRow>(desk.live, 'responses')
  const sets = tableOf<TaskSet>(desk.live, 'task_sets')
  return {
    responses: computed(() => inOrder(responses.value.values())),
    sets: computed(() => [...sets.value.values()].sort((a, b) => Number(a.state === 'over') - Number(b.state === 'over') || b.id - a.id)),
  }
}

/** The rail's figure: what waits for a word, and whether a task or a paper is late. */
export function tellRail(board: Board): void {
  const waiting = board.responses.value.filter((row) => row.pending?.state === 'proposed').length
  const late = board.responses.value.some((row) => row.paper_overdue) || board.sets.value.some((set) => set.state === 'running' && set.counts.overdue > 0)
  setCount('plans', { n: waiting || Number(late), late })
}
