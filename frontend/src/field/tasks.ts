/** A task on a phone: what it is after what still waits in the outbox, and what its owner may do next. No Vue. */
import type { components } from '@/api/schema'

export type TaskState = components['schemas']['TaskRow']['state']
export type TaskStep = 'read' | 'accepted' | 'in_progress' | 'fed_back' | 'rejected'

const RANK: Record<string, number> = { issued: 0, delivered: 1, read: 2, accepted: 3, in_progress: 4, fed_back: 5, rejected: 6, verified: 7, closed: 8 }

/** The centre's word, moved on by what was pressed here and is not sent yet. A feedback that was sent back may go forward again. */
export function stateWithSteps(state: TaskState, queued: readonly TaskStep[]): TaskState {
  let now = state
  for (const step of queued) if (RANK[step] > RANK[now] && now !== 'verified' && now !== 'closed') now = step
  return now
}

export function nextSteps(state: TaskState): TaskStep[] {
  if (state === 'issued' || state === 'delivered' || state === 'read') return ['accepted', 'rejected']
  if (state === 'accepted') return ['in_progress', 'fed_back']
  return state === 'in_progress' ? ['fed_back'] : []
}

const PATH = /^\/api\/tasks\/(\d+)\/(step|feedback|reject)$/

/** Which task an entry of the outbox is about, and what it says of it. */
export function stepOf(path: string, body: unknown): { task: number; step: TaskStep } | null {
  const found = PATH.exec(path)
  if (!found) return null
  const step = found[2] === 'step' ? (body as { state: TaskStep }).state : found[2] === 'feedback' ? 'fed_back' : 'rejected'
  return { task: Number(found[1]), step }
}

/** What goes into the outbox for a feedback: words first, then each picture. */
export interface Send {
  (kind: 'ack' | 'note' | 'photo', path: string, body: unknown, once?: string, file?: { blob: Blob; name: string }): Promise<void>
}
export async function feedBack(put: Send, task: number, text: string, pictures: readonly Blob[]): Promise<void> {
  // pictures are evidence of what the words say: words first, they are through while the pictures wait for a better network
  await put('ack', `/api/tasks/${task}/feedback`, { text })
  for (const [n, blob] of pictures.entries()) await put('photo', `/api/tasks/${task}/evidence`, { note: '' }, undefined, { blob, name: `task-${task}-${n + 1}.jpg` })
}
