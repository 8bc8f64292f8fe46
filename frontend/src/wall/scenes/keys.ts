/** The functions that have a page on the wall, in the order of the rail; the desk offers these and no others. */
import type { FunctionKey } from '@/desk/functions/function'
import type { Scene } from '../scene'

export const WITH_PAGE = [
  'duty',
  'hazards',
  'plans',
  'forces',
  'supplies',
  'alerts',
  'conferences',
  'monitoring',
  'release',
  'opinion',
  'figures',
] as const satisfies ReadonlyArray<FunctionKey & Scene['kind']>

export type WithPage = (typeof WITH_PAGE)[number]
