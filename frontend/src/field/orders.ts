/** My unit and its orders: from the socket's bell when it is up, by asking every 10 s when not, from the phone when nothing is up. */
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'

import { ApiError, get } from '@/api/client'
import type { Assignment, Incident, Order, Unit } from '@/api/types'
import { Live } from '@/live/live'
import type { Freshness } from '@/live/freshness'
import type { OutboxStore } from './outbox/store'

const ASK_MS = 10_000
/** With a live socket the question is only a safeguard. */
const ASK_LIVE_MS = 30_000
const STALE_MS = 20_000
const LOST_MS = 60_000
/** Events of one act come together; one question answers them all. */
const GATHER_MS = 150

export interface FieldOrder extends Order {
  text?: string
  task?: string
  issued_name?: string
  /** This person answers for the team. */
  speaks?: boolean
  incident_row?: Incident & { text?: string }
  /** Where the team is on its way there, or home. */
  assignment?: Assignment | null
}

interface FieldAnswer {
  unit: Unit | null
  subject: number | null
  orders: Array<Omit<FieldOrder, 'incident'> & { incident: (Incident & { text?: string }) | number }>
  server_at: string
}

export interface Orders {
  unit: ShallowRef<Unit | null>
  orders: ShallowRef<FieldOrder[]>
  contact: ComputedRef<'connecting' | Freshness>
  /** Seconds since the centre was last heard, by either road. */
  ageS: ComputedRef<number | null>
  now: Ref<number>
  /** The person's own stream: calls and roll calls. */
  live: ShallowRef<Live | null>
  /** False while what is shown came from the phone's own memory. */
  fresh: Ref<boolean>
  start(user: number): Promise<void>
  stop(): void
  ask(): Promise<void>
}

export function useOrders(store: OutboxStore, onSignedOut: () => void, onHeard: (asked: number) => void): Orders {
  const unit = shallowRef<Unit | null>(null)
  const orders = shallowRef<FieldOrder[]>([])
  const now = ref(Date.now())
  const heard = ref<number | null>(null)
  const fresh = ref(false)
  let skew = 0
  let owner = 0
  const live = shallowRef<Live | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let gathering: ReturnType<typeof setTimeout> | undefined
  let unwatch: () => void = () => {}

  // The centre's clock, so that "since" is right on a phone whose clock is not.
  const second = setInterval(() => (now.value = Date.now() + skew), 1000)

  const liveAge = (): number | null => live.value?.ageS.value ?? null
  const ageS = computed(() => {
    void now.value
    const polled = heard.value === null ? null : Math.max(0, (performance.now() - heard.value) / 1000)
    const pushed = liveAge()
    if (polled === null || pushed === null) return polled ?? pushed
    return Math.min(polled, pushed)
  })
  const contact = computed<'connecting' | Freshness>(() => {
    if (ageS.value === null) return 'connecting'
    if (ageS.value * 1000 > LOST_MS || !navigator.onLine) return 'lost'
    return ageS.value * 1000 > STALE_MS ? 'stale' : 'live'
  })

  function show(answer: FieldAnswer): void {
    unit.value = answer.unit
    orders.value = answer.orders.map((order) =>
      typeof order.incident === 'number'
        ? (order as FieldOrder)
        : { ...order, incident: order.incident.id, incident_row: order.incident },
    )
  }

  async function ask(): Promise<void> {
    clearTimeout(timer)
    const asked = owner
    const at = Date.now()
    try {
      const answer = await get<FieldAnswer>('/api/field', { timeoutMs: 10_000 })
      if (asked !== owner) return
      show(answer)
      skew = Date.parse(answer.server_at) - Date.now()
      now.value = Date.now() + skew
      heard.value = performance.now()
      fresh.value = true
      await store.keep(`field:${owner}`, answer)
      onHeard(at)
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 401) onSignedOut()
    } finally {
      if (asked === owner && owner !== 0) {
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
    now.value = Date.now() + skew
    if (owner !== 0 && document.visibilityState === 'visible') void ask()
  }
  document.addEventListener('visibilitychange', woke)
  window.addEventListener('online', woke)

  async function start(user: number): Promise<void> {
    stop()
    owner = user
    const kept = await store.kept<FieldAnswer>(`field:${user}`)
    if (kept && owner === user) show(kept)
    live.value = new Live({ scopes: [`user:${user}`], picture: null }).start()
    unwatch = live.value.board.watch(gather)
    void ask()
  }

  function stop(): void {
    owner = 0
    clearTimeout(timer)
    clearTimeout(gathering)
    unwatch()
    live.value?.stop()
    live.value = null
    unit.value = null
    orders.value = []
    heard.value = null
    fresh.value = false
  }

  onScopeDispose(() => {
    stop()
    clearInterval(second)
    document.removeEventListener('visibilitychange', woke)
    window.removeEventListener('online', woke)
  })
  return { unit, orders, contact, ageS, now, live, fresh, start, stop, ask }
}
