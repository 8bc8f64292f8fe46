/** The duty of this desk's area as its List and its pages share it: read again when the board says that something of it changed. */
import { shallowRef, watch, type ShallowRef } from 'vue'

import { get } from '@/api/client'
import type { components } from '@/api/schema'
import { tableOf } from '../../incident/wire'
import type { Desk } from '../../desk'

type Rows = components['schemas']
export type DutyPage = Rows['DutyPage']
export type DutyShift = Rows['DutyShiftRow']
export type Roster = Rows['Roster']
export type RollCall = Rows['DutyRollCallRow']
export type RollCallPage = Rows['DutyRollCallPage']
export type RollTarget = Rows['DutyRollTargetRow']
export type ShiftPage = Rows['ShiftPage']
export type LogLine = Rows['DutyLogRow']
export type Matter = Rows['Matter']
export type RosterSheet = Rows['RosterSheet']
export type UnitScore = Rows['UnitScore']
export type Holder = Rows['DutyHolder']

const page = shallowRef<DutyPage | null>(null)
const failed = shallowRef(false)
/** Not everything of the page is an event of the board: alarms, orders and calls are, and read it anew with the next round. */
const ROUND_MS = 60_000
const SOON_MS = 300

export interface Duty {
  area: string
  page: ShallowRef<DutyPage | null>
  failed: ShallowRef<boolean>
  load(): Promise<void>
}

export const areaOf = (desk: Desk): string => desk.session.value?.scope[0] ?? desk.session.value?.city.code ?? ''

async function read(area: string): Promise<void> {
  try {
    page.value = await get<DutyPage>(`/api/duty?area=${area}`)
    failed.value = false
  } catch {
    failed.value = true
  }
}

export function useDuty(desk: Desk): Duty {
  const area = areaOf(desk)
  return { area, page, failed, load: () => read(area) }
}

/** For as long as the List stands; answers the way to stop. */
export function keepRead(desk: Desk): () => void {
  const area = areaOf(desk)
  let soon: ReturnType<typeof setTimeout> | undefined
  const again = (): void => {
    clearTimeout(soon)
    soon = setTimeout(() => void read(area), SOON_MS)
  }
  const tables = ['duty_boards', 'handovers', 'duty_roll_calls', 'alarms'].map((name) => tableOf<object>(desk.live, name))
  const stop = watch(tables, again)
  const timer = setInterval(again, ROUND_MS)
  void read(area)
  return () => {
    stop()
    clearTimeout(soon)
    clearInterval(timer)
  }
}
