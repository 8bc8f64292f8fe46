/** Who has the duty, for the header: asked now and then, since a change of shift is no event of the board. */
import { onScopeDispose, ref, type Ref } from 'vue'

import { get } from '@/api/client'
import type { components } from '@/api/schema'
import { useLive } from '@/live/live'

type Duty = components['schemas']['DutyName']

/** More names than a header holds are no help to anybody. */
const NAMES = 3
const USUAL_S = 300

export function useDuty(): Ref<Duty[]> {
  const live = useLive()
  const duty = ref<Duty[]>([])
  let timer = 0
  async function ask(): Promise<void> {
    try {
      duty.value = (await get<Duty[]>('/api/walls/duty')).filter((one) => one.names.length > 0).map((one) => ({ ...one, names: one.names.slice(0, NAMES) }))
    } catch {
      // the names that stand there stay; whether they are old is said by the connection's own word
    }
    const every = Number((live.board.measures.value as { wall?: { duty_s?: number } }).wall?.duty_s ?? USUAL_S)
    timer = window.setTimeout(() => void ask(), every * 1000)
  }
  void ask()
  onScopeDispose(() => clearTimeout(timer))
  return duty
}
