/** My rounds as this phone knows them: asked for when there is a network, kept for when there is none. */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { get } from '@/api/client'
import type { OutboxStore } from '../outbox/store'
import type { MyRound } from './rounds'

const ROUND_MS = 60_000

export interface Rounds {
  rounds: ShallowRef<MyRound[]>
  /** Targets answered on this phone, whatever the centre has heard of it. */
  done: Ref<ReadonlySet<number>>
  finish(target: number): Promise<void>
  /** The centre said no: to be filled in again. */
  reopen(target: number): Promise<void>
  look(): Promise<void>
}

export function useRounds(store: OutboxStore, owner: string): Rounds {
  const rounds = shallowRef<MyRound[]>([])
  const done = ref<ReadonlySet<number>>(new Set())
  const [kept, finished] = [`rounds:${owner}`, `rounds-done:${owner}`]

  async function look(): Promise<void> {
    try {
      rounds.value = await get<MyRound[]>('/api/inspections/mine')
      await store.keep(kept, rounds.value)
    } catch {
      // without a network what is kept stays on view
    }
  }
  async function begin(): Promise<void> {
    rounds.value = (await store.kept<MyRound[]>(kept)) ?? []
    done.value = new Set((await store.kept<number[]>(finished)) ?? [])
    await look()
  }
  async function finish(target: number): Promise<void> {
    done.value = new Set([...done.value, target])
    await store.keep(finished, [...done.value].slice(-500))
  }
  async function reopen(target: number): Promise<void> {
    done.value = new Set([...done.value].filter((one) => one !== target))
    await store.keep(finished, [...done.value])
  }
  void begin()
  const timer = setInterval(() => void look(), ROUND_MS)
  const online = (): void => void look()
  window.addEventListener('online', online)
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('online', online)
  })
  return { rounds, done, finish, reopen, look }
}
