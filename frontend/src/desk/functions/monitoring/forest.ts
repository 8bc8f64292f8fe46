/** What the board holds of the woods: danger, points, rounds, by district. Pure but for the tables. */
import { computed, type ComputedRef } from 'vue'

import type { components } from '@/api/schema'
import type { Desk } from '../../desk'
import { tableOf } from '../../incident/wire'
import { setCount } from '../counts'

type Rows = components['schemas']
export type FireBoard = Rows['FireBoardRow']
export type FirePoint = Rows['FirePointRow']
export type Patrol = Rows['PatrolRow']
export type ForestPage = Rows['ForestPage']
export type Demand = Rows['DemandRow']
export type FirePeriod = Rows['FirePeriodRow']
export type PointKind = Rows['PointKindRow']
export type Mission = Rows['MissionRow']
export type Gain = Rows['GainRow']
export type Post = Rows['PostRow']
export type ReliefCase = Rows['ReliefCaseRow']

const HOUR_MS = 3_600_000
export const LEVELS = [1, 2, 3, 4, 5] as const
export const HIGH = 4

/** How often a point is to be seen, in hours: the shorter of what the level asks and what is its own; 0 = whenever. As the server reckons it. */
export function everyHours(demanded: number, own: number | null): number {
  const asked = [demanded, own ?? 0].filter((hours) => hours > 0)
  return asked.length ? Math.min(...asked) : 0
}

/** When somebody has to have been there; null = no fixed round. A point nobody ever saw is due at once. */
export function dueAt(point: FirePoint, demanded: number): number | null {
  const every = everyHours(demanded, point.every_h)
  return every === 0 ? null : point.last_at === null ? 0 : Date.parse(point.last_at) + every * HOUR_MS
}

/** Where the danger is highest and most is missing comes first. */
export function inOrder(boards: Iterable<FireBoard>): FireBoard[] {
  return [...boards].sort((a, b) => b.level - a.level || b.danger - a.danger || a.area.localeCompare(b.area))
}

export interface Progress {
  points: number
  seen: number
  overdue: number
  rounds: number
  lateRounds: number
}

/** Of one district: `seen` = looked at within its term. */
export function progressOf(area: string, points: Iterable<FirePoint>, patrols: Iterable<Patrol>): Progress {
  const found: Progress = { points: 0, seen: 0, overdue: 0, rounds: 0, lateRounds: 0 }
  for (const one of points) {
    if (one.area !== area) continue
    found.points += 1
    if (one.overdue) found.overdue += 1
    else if (one.last_at !== null) found.seen += 1
  }
  for (const one of patrols) {
    if (!one.area.startsWith(area) || one.state !== 'going' || one.x !== null) continue
    found.rounds += 1
    if (one.overdue) found.lateRounds += 1
  }
  return found
}

/** Teams that the level asks for and that do not stand there. */
export const lacking = (board: FireBoard): number => Math.max(0, board.teams - board.standing)

export interface Forest {
  boards: ComputedRef<FireBoard[]>
  points: ComputedRef<FirePoint[]>
  patrols: ComputedRef<Patrol[]>
}

export function useForest(desk: Desk): Forest {
  const boards = tableOf<FireBoard>(desk.live, 'fire_boards')
  const points = tableOf<FirePoint>(desk.live, 'fire_points')
  const patrols = tableOf<Patrol>(desk.live, 'patrols')
  return {
    boards: computed(() => inOrder(boards.value.values())),
    points: computed(() => [...points.value.values()].sort((a, b) => Number(b.overdue) - Number(a.overdue) || a.area.localeCompare(b.area) || a.name.localeCompare(b.name, 'zh'))),
    patrols: computed(() => [...patrols.value.values()].sort((a, b) => Number(a.state !== 'going') - Number(b.state !== 'going') || b.id - a.id)),
  }
}

/** The rail's figure: points and rounds past their time. */
export function tellRail(forest: Forest): void {
  const late = forest.points.value.filter((one) => one.overdue).length + forest.patrols.value.filter((one) => one.overdue && one.state === 'going').length
  setCount('monitoring', late ? { n: late, late: true } : null)
}
