/** After an outage: what was noted on paper, line by line, with the two times that count – when it happened and when it was heard. */
import { ref } from 'vue'

export const catchingUp = ref(false)

export type Kind = 'alarm' | 'note' | 'leg'

export interface Line {
  incident: number
  assignment: number
  leg: string
  text: string
  said_by: string
  channel: string
  occurred: string
  occurred_at: string
  received: string
  received_at: string
}

export function emptyLine(): Line {
  return { incident: 0, assignment: 0, leg: '', text: '', said_by: '', channel: 'radio', occurred: '', occurred_at: '', received: '', received_at: '' }
}

export type Missing = 'incident' | 'team' | 'leg' | 'text' | 'saidBy' | 'times' | 'order'

/** The first thing that keeps a line from being entered; from paper both times are known, and nobody hears of something before it happens. */
export function missingIn(kind: Kind, line: Line): Missing | null {
  if (kind === 'note' && !line.incident) return 'incident'
  if (kind === 'leg' && !line.assignment) return 'team'
  if (kind === 'leg' && !line.leg) return 'leg'
  if (kind === 'note' && !line.text.trim()) return 'text'
  if (kind === 'leg' && !line.said_by.trim()) return 'saidBy'
  if (!line.occurred_at || (kind === 'note' && !line.received_at)) return 'times'
  return line.received_at && line.occurred_at > line.received_at ? 'order' : null
}

/** Path and body of what is sent. A leg from paper is what somebody said over the radio then. */
export function commandOf(kind: 'note' | 'leg', line: Line): { path: string; body: Record<string, unknown> } {
  if (kind === 'note')
    return { path: `/api/incidents/${line.incident}/notes`, body: { text: line.text.trim(), occurred_at: line.occurred_at, received_at: line.received_at } }
  return {
    path: `/api/assignments/${line.assignment}/leg`,
    body: { leg: line.leg, at: line.occurred_at, by_voice: { spoken_to: line.said_by.trim(), channel: line.channel, at: line.occurred_at, read_back: true } },
  }
}
