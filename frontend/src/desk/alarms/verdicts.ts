/** Which verdicts fit an alarm: a hot spot is judged by what burned, a pressed emergency key by whether it was meant. */

export type Verdict =
  | 'confirmed' | 'forest_fire' | 'other_woodland' | 'farm_burning' | 'planned_burn' | 'worship_fire' | 'industrial_heat'
  | 'false_positive' | 'not_found' | 'outside_area' | 'duplicate' | 'misfire' | 'test'

/** These open an incident or join one. */
export const CONFIRMING: readonly Verdict[] = ['confirmed', 'forest_fire', 'other_woodland']
/** 11G00 and what is under it: fires of forest and grassland. */
const WILDFIRE = '11G'
const SEES_HEAT = new Set(['satellite', 'uav', 'camera'])

export interface Judged {
  type: string | null
  source: string
  sources?: readonly string[]
}

export interface Choice {
  first: Verdict[]
  rare: Verdict[]
}

export function isFire(alarm: Judged): boolean {
  return alarm.type !== null ? alarm.type.startsWith(WILDFIRE) : SEES_HEAT.has(alarm.source)
}

/** Only a pressed key can be pressed by mistake. */
export function isSos(alarm: Judged): boolean {
  return alarm.source === 'sos' || (alarm.sources ?? []).includes('sos')
}

export function verdictsFor(alarm: Judged): Choice {
  if (isFire(alarm))
    return {
      first: ['forest_fire', 'other_woodland', 'farm_burning', 'planned_burn', 'worship_fire', 'industrial_heat', 'not_found', 'false_positive'],
      rare: [...(isSos(alarm) ? (['misfire'] as const) : []), 'outside_area', 'test'],
    }
  if (isSos(alarm)) return { first: ['confirmed', 'misfire', 'test'], rare: ['false_positive', 'not_found', 'outside_area'] }
  return { first: ['confirmed', 'false_positive', 'not_found'], rare: ['outside_area', 'test'] }
}

export const confirms = (verdict: Verdict): boolean => CONFIRMING.includes(verdict)

/** A misfire closes only when somebody was spoken to, or read the code on the device back. */
export interface Contact {
  how: 'voice' | 'code'
  who: string
  code?: string
}
export function contactComplete(contact: { how: 'voice' | 'code'; who: string; code: string }): Contact | null {
  const who = contact.who.trim()
  const code = contact.code.trim()
  if (!who || (contact.how === 'code' && !code)) return null
  return contact.how === 'code' ? { how: 'code', who, code } : { how: 'voice', who }
}
