/** An order being written: one form for three ways of giving it – now, held ready, or already said on the radio. */
import type { Urgency } from '@/api/types'
import { localToIso } from '../work/local'
import type { Approval } from './force'
import type { Crossing } from './wire'

export interface OrderDraft {
  task: string
  urgency: Urgency
  radio_channel: string
  ack_within_s: number
  how: 'now' | 'planned' | 'voice'
  spoken_to: string
  voice_channel: string
  voice_said: string
  voice_at: string
  read_back: boolean
  return_by: string
  /** The unanswered order whose need this one serves. */
  instead_of: number
  approvals: Partial<Record<Crossing, { name: string; how: 'written' | 'verbal' }>>
}

/** A minute to answer is the rule's default; a valley with bad radio gets more. */
const ACK_WITHIN_S = 60

export function emptyOrder(): OrderDraft {
  return {
    task: '', urgency: 'urgent', radio_channel: '', ack_within_s: ACK_WITHIN_S, how: 'now', spoken_to: '', voice_channel: 'radio', voice_said: '', voice_at: '',
    read_back: false, return_by: '', instead_of: 0, approvals: {},
  }
}

export type Missing = 'unit' | 'task' | 'approval' | 'spokenTo'

/** The first thing that keeps the order from being given; the button says it. */
export function missingIn(draft: OrderDraft, units: number, approved: boolean): Missing | null {
  if (!units) return 'unit'
  if (!draft.task.trim()) return 'task'
  if (!approved) return 'approval'
  return draft.how === 'voice' && !draft.spoken_to.trim() ? 'spokenTo' : null
}

/** The body every kind of order shares; only what was said is sent. */
export function bodyOf(draft: OrderDraft, approvals: readonly Approval[]): Record<string, unknown> {
  const body: Record<string, unknown> = {
    task: draft.task.trim(), urgency: draft.urgency, radio_channel: draft.radio_channel.trim(), ack_within_s: Number(draft.ack_within_s) || ACK_WITHIN_S,
  }
  if (draft.how === 'planned') body.planned = true
  if (draft.how === 'voice') {
    const said: Record<string, unknown> = { spoken_to: draft.spoken_to.trim(), channel: draft.voice_channel, read_back: draft.read_back }
    if (draft.voice_at) said.at = draft.voice_at
    body.by_voice = said
  }
  if (draft.instead_of) body.instead_of = draft.instead_of
  if (draft.return_by && draft.how !== 'planned') body.return_by = localToIso(draft.return_by)
  if (approvals.length) body.approvals = approvals
  return body
}
