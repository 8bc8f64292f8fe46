/** Answers of the callout and contacts APIs, as the desk reads them. */
import type { Call } from '@/shared/calls'

export interface Attempt {
  id: number
  at: string
  step: number
  channel: string
  result: 'sending' | 'sent' | 'delivered' | 'failed' | 'suppressed'
  error: string
  settled_at: string | null
}
export interface CallWhole extends Call {
  text: string
  started_name: string
  place: string
  action_text: string
  said_by: string
  read_back: boolean
  attempts: Attempt[]
}
export interface CalloutWhole {
  id: number
  purpose: string
  text: string
  started_name: string
  started_at: string
  stopped_at: string | null
  calls: CallWhole[]
}
export interface Contact {
  id: number
  name: string
  org: string
  title: string
  role_name: string
  area: string
  area_name: string
  channels: string[]
}
export interface ContactWhole extends Contact {
  addresses: Array<{ id: number; channel: string; channel_name: string; value: string; valid: boolean }>
}
export interface Notified {
  callout: number | null
  added: number
  town: { code: string; name: string; how: 'given' | 'area' | 'place' | 'nearest' } | null
  calls: Call[]
  gaps: Array<{ area: string; area_name: string }>
}
