/** The call that stands before a person: its words, and their answer. Shared by the desk's strip and the field page's window. */
import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { get, newKey, post } from '@/api/client'
import type { Call } from './calls'
import { sayError } from './wording'

interface Whole {
  text: string
  place: string
  started_name: string
}

/** What people say most; one press is an answer with its measure. */
export const READY = ['checking', 'going', 'informed'] as const

/** A graver call may take the place of this one under the finger: for so long a press says nothing. */
const SETTLE_MS = 700

export interface Answering {
  whole: ShallowRef<Whole | null>
  said: Ref<string>
  /** An answer is on its way, or the call has only just come. */
  busy: Ref<boolean>
  error: Ref<string>
  /** Whether it was taken. */
  answer(text: string): Promise<boolean>
  /** The same word to all of them at once; the centre takes it for all or for none. */
  answerAll(calls: Call[], text: string): Promise<boolean>
}

export function useAnswering(call: () => Call | null): Answering {
  const { t, te } = useI18n()
  const whole = shallowRef<Whole | null>(null)
  const [said, error] = [ref(''), ref('')]
  const busy = ref(false)
  let sending = false
  let key = newKey()
  let settled: ReturnType<typeof setTimeout> | undefined

  watch(() => call()?.id, async (id, before) => {
    clearTimeout(settled)
    whole.value = null
    error.value = said.value = ''
    key = newKey()
    if (id === undefined) return
    if (before !== undefined) {
      busy.value = true
      settled = setTimeout(() => (busy.value = sending), SETTLE_MS)
    }
    const found = await get<Whole>(`/api/calls/${id}`).catch(() => null)
    if (call()?.id === id) whole.value = found
  }, { immediate: true })
  onBeforeUnmount(() => clearTimeout(settled))

  const answer = (text: string): Promise<boolean> => send(text, (asked) => post(`/api/calls/${asked.id}/answer`, { answer: 'button', action_text: text.trim() }, { key }))
  const answerAll = (calls: Call[], text: string): Promise<boolean> => send(text, () => post('/api/calls/answer', { calls: calls.map((one) => one.id), action_text: text.trim() }, { key, timeoutMs: 60_000 }))

  async function send(text: string, say: (asked: Call) => Promise<unknown>): Promise<boolean> {
    const asked = call()
    if (!asked || !text.trim() || busy.value) return false
    busy.value = sending = true
    error.value = ''
    try {
      await say(asked)
      return true
    } catch (problem) {
      error.value = sayError(problem, t, te)
      key = newKey()
      return false
    } finally {
      sending = false
      if (call()?.id === asked.id) busy.value = false // another has its own time to settle
    }
  }
  return { whole, said, busy, error, answer, answerAll }
}
