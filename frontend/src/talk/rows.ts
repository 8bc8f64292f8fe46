/** Rows of push-to-talk as the server writes them, and what a screen asks of a set of them. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type TalkGroup = Rows['TalkGroupRow']
export type BurstRow = Rows['BurstRow']
export type PrivateCall = Rows['PrivateCallRow']
export type ActRow = Rows['ActRow']

const ORDER: Record<TalkGroup['kind'], number> = { private: 0, incident: 1, adhoc: 2, area: 3 }

/** A call for help first, then what is smallest and newest. */
export function inOrder(groups: Iterable<TalkGroup>): TalkGroup[] {
  return [...groups].filter((one) => one.state !== 'closed').sort((a, b) => Number(b.sos) - Number(a.sos) || ORDER[a.kind] - ORDER[b.kind] || Date.parse(b.opened_at) - Date.parse(a.opened_at) || a.id - b.id)
}

/** Heard without anybody choosing: everything but the standing groups of areas that are not one's own. A call that still rings is not yet spoken on. */
export function heardByItself(group: TalkGroup, scope: readonly string[]): boolean {
  if (group.state !== 'open') return false
  return group.sos || group.kind !== 'area' || scope.includes(group.area)
}

/** Bursts of a group somebody else spoke and this desk did not play, after the last look at its list. */
export function missed(bursts: Iterable<BurstRow>, group: number, me: string, heard: ReadonlySet<number>, seen: number): BurstRow[] {
  return [...bursts].filter((one) => one.group === group && one.id > seen && one.actor !== me && one.file !== null && !heard.has(one.id))
}

/** Somebody calls me and waits. The caller's own row rings too. */
export function callsMe(group: TalkGroup, me: number, myName: string): boolean {
  return group.kind === 'private' && group.state === 'ringing' && group.created_name !== myName && (group.members.length === 0 || group.members.some((one) => one.kind !== 'user' || one.id === me))
}
