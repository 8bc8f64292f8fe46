/** Which phase follows which, as the centre allows it; closing and re-opening have forms of their own. */
import type { PhaseCode } from './wire'

export const PHASES: readonly PhaseCode[] = ['opened', 'responding', 'on_scene', 'controlled', 'out', 'mop_up', 'guard', 'closed']

const MOVES: Record<PhaseCode, readonly PhaseCode[]> = {
  opened: ['responding', 'on_scene', 'controlled', 'out'],
  responding: ['on_scene', 'controlled', 'out'],
  on_scene: ['controlled', 'out'],
  controlled: ['out', 'on_scene'],
  out: ['mop_up', 'guard', 'on_scene'],
  mop_up: ['guard', 'on_scene'],
  guard: ['on_scene'],
  closed: [],
}
const ACTIVATED = new Set<PhaseCode>(['opened', 'responding', 'on_scene'])

export function movesFrom(phase: PhaseCode): readonly PhaseCode[] {
  return MOVES[phase]
}

/** Before first response ends, lead, task force, plan and the one outlet are named ("four ones"). */
export function needsFourOnes(from: PhaseCode, to: PhaseCode): boolean {
  return ACTIVATED.has(from) && !ACTIVATED.has(to)
}
