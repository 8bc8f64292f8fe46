/** The town's page: from the socket's bell when it is up, by asking when not, from the phone's own memory when nothing is up. */
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'

import { ApiError, get } from '@/api/client'
import type { components } from '@/api/schema'
import type { OutboxStore } from '@/field/outbox/store'
import type { Freshness } from '@/live/freshness'
import { Live } from '@/live/live'

export type TownPage = components['schemas']['TownPage']
export type TownCall = components['schemas']['TownCall']
export type TownWarning = components['schemas']['TownWarning']
export type TownEvacuation = components['schemas']['TownEvacuation']

const ASK_MS = 10_000
/** With a live socket the question is only a safeguard; what no event of this person tells (a warning, an evacuation) comes by it. */
const ASK_LIVE_MS = 15_000
const STALE_MS = 30_000
const LOST_MS = 60_000
const GATHER_MS = 150

export interface Town {
  page: ShallowRef<TownPage | null>
  live: ShallowRef<Live | null>
  now: Ref<number>
  /** False while what is shown came from the phone's own memory. */
  fresh: Ref<boolean>
  contact: ComputedRef<'connecting' | Freshness>
  problem: Ref<string>
  start(user: number): Promise<void>
  ask(): Promise<void>
}

export function useTown(store: OutboxStore, onSignedOut: () => void, onHeard: (asked: number) => void): Town {
  const page = shallowRef<TownPage | null>(null)
  const live = shallowRef<Live | null>(null)
  const now = ref(Date.now())
  const heard = ref<number | null>(null)
  const fresh = ref(false)
  const problem = ref('')
  let owner = 0
  let skew = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let gathering: ReturnType<typeof setTimeout> | undefined
  let unwatch: () => void = () => {}
  const second = setInterval(() => (now.value = Date.now() + skew), 1000)

  const contact = computed<'connecting' | Freshness>(() => {
    void now.value
    if (!navigator.onLine) return 'lost'
    if (heard.value === null) return 'connecting'
    const age = performance.now() - heard.value
    return age > LOST_MS ? 'lost' : age > STALE_MS ? 'stale' : 'live'
  })

  async function ask(): Promise<void> {
    clearTimeout(timer)
    const asked = owner
    if (asked === 0) return
    const began = Date.now()
    try {
      const answer = await get<TownPage>('/api/town', { timeoutMs: 10_000 })
      if (asked !== owner) return
      page.value = answer
      skew = Date.parse(answer.server_at) - Date.now()
      heard.value = performance.now()
      fresh.value = true
      problem.value = ''
      await store.keep(`town:${owner}`, answer)
      onHeard(began)
    } catch (failed) {
      if (failed instanceof ApiError && failed.status === 401) onSignedOut()
      else if (failed instanceof ApiError && failed.status === 403) problem.value = failed.detail
    } finally {
      if (asked === owner) {
        clearTimeout(timer)
        timer = setTimeout(() => void ask(), live.value?.connection.value === 'live' ? ASK_LIVE_MS : ASK_MS)
      }
    }
  }
  function gather(): void {
    clearTimeout(gathering)
    gathering = setTimeout(() => void ask(), GATHER_MS)
  }
  const woke = (): void => {
    if (owner !== 0 && document.visibilityState === 'visible') void ask()
  }
  document.addEventListener('visibilitychange', woke)
  window.addEventListener('online', woke)

  async function start(user: number): Promise<void> {
    owner = user
    page.value = (await store.kept<TownPage>(`town:${user}`)) ?? null
    live.value = new Live({ scopes: [`user:${user}`], picture: null }).start()
    unwatch = live.value.board.watch(gather)
    void ask()
  }
  onScopeDispose(() => {
    owner = 0
    clearTimeout(timer)
    clearTimeout(gathering)
    clearInterval(second)
    unwatch()
    live.value?.stop()
    document.removeEventListener('visibilitychange', woke)
    window.removeEventListener('online', woke)
  })
  return { page, live, now, fresh, contact, problem, start, ask }
}
