/** What this wall is to show now: its own row of the board, which stop of a rotation, and what interrupts it. Pure. */
import type { Alarm } from '@/api/types'
import type { components } from '@/api/schema'
import { isUnacked } from './feed'

export type WallRow = components['schemas']['WallRow']
export type Scene = components['schemas']['Scene']

export const DAILY: Scene = { kind: 'daily', incident: null, conference: null, link: null, callout: null, lon: null, lat: null, zoom: null }

export function rowOf(rows: Iterable<WallRow>, actor: string): WallRow | null {
  for (const row of rows) if (`wall:${row.token}` === actor) return row
  return null
}

/** The stop of a rotation at this instant of the server's clock: browsers that are one wall turn together. */
export function turnAt(rotation: WallRow['rotation'], now: number): number {
  const whole = rotation.reduce((sum, turn) => sum + turn.seconds, 0) * 1000
  if (whole <= 0) return 0
  let left = now % whole
  for (const [at, turn] of rotation.entries()) {
    left -= turn.seconds * 1000
    if (left < 0) return at
  }
  return 0
}

/** An urgent alarm nobody has acknowledged: a rotation waits for it, a wall at night is bright again. */
export const alerted = (alarms: Iterable<Alarm>): boolean => {
  for (const row of alarms) if (row.urgency !== 'normal' && isUnacked(row)) return true
  return false
}

export function sceneNow(row: WallRow | null, now: number, held: number | null): { scene: Scene; turn: number | null } {
  if (row === null) return { scene: DAILY, turn: null }
  if (row.rotation.length < 2) return { scene: row.scene, turn: null }
  const turn = Math.min(held ?? turnAt(row.rotation, now), row.rotation.length - 1)
  return { scene: row.rotation[turn]!.scene, turn }
}
