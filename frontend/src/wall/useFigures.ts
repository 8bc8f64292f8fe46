/** The four numbers of the wall, counted once a second from picture and board. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { freshness, limitFor } from '@/live/freshness'
import type { Live } from '@/live/live'
import { KINDS, OFFLINE } from '@/live/positions'

export interface Figures {
  online: number
  subjects: number
  teams: number
  people: number
  uavs: number
  open: number
}

export function countFigures(live: Live, now: number): Figures {
  const { picture, board } = live
  const limits = board.limits.value
  const subjects = board.table('subjects').value
  const every = new Map<number, number | null>()
  const drills = new Set<number>() // an exercise is in no real figure
  for (const row of subjects.values()) {
    if (row.x === null) every.set(row.id, row.every)
    else drills.add(row.id)
  }
  let online = 0
  let uavs = 0
  for (let slot = 0; slot < picture.size; slot += 1) {
    const subject = picture.subject[slot]
    if (subject === 0 || drills.has(subject) || (picture.flags[slot] & OFFLINE) !== 0) continue
    const kind = KINDS[picture.kind[slot]] ?? 'other'
    if (freshness(picture.ageOf(slot, now), limitFor(kind, every.get(subject), limits)) === 'lost') continue
    online += 1
    if (kind === 'uav') uavs += 1
  }
  let teams = 0
  let people = 0
  for (const unit of board.table('units').value.values()) {
    if (unit.x !== null) continue
    teams += 1
    people += unit.headcount ?? 0
  }
  let open = 0
  for (const row of board.table('incidents').value.values()) if (row.phase !== 'closed' && row.x === null) open += 1
  return { online, subjects: every.size, teams, people, uavs, open }
}

export function useFigures(live: Live): ShallowRef<Figures> {
  const figures = shallowRef(countFigures(live, performance.now()))
  const timer = window.setInterval(() => (figures.value = countFigures(live, performance.now())), 1000)
  onScopeDispose(() => clearInterval(timer))
  return figures
}
