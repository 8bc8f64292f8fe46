/** What every pane of the desk shares: who, the live board, the one selection, picking on the map, and whether commands may be given. */
import { computed, inject, provide, ref, shallowRef, type ComputedRef, type InjectionKey, type Ref, type ShallowRef } from 'vue'

import { ApiError } from '@/api/client'
import { useSession } from '@/api/session'
import type { Alarm, Incident, Session } from '@/api/types'
import { provideLive, type Live } from '@/live/live'
import type { Picked } from '@/map/CommandMap.vue'
import { command } from './work/keys'

export type Place = { lon: number; lat: number }
export type Right = 'detail' | 'new-alarm'

export interface Desk {
  live: Live
  session: Readonly<ShallowRef<Session | null>>
  selection: ShallowRef<Picked | null>
  right: Ref<Right>
  alarm: ComputedRef<Alarm | null>
  incident: ComputedRef<Incident | null>
  /** Set while the next click on the map answers a form. */
  picking: ShallowRef<((at: Place) => void) | null>
  pin: ShallowRef<Place | null>
  locked: Ref<boolean>
  /** The centre is heard and the desk is not locked. */
  usable: ComputedRef<boolean>
  select(picked: Picked | null): void
  fly: ShallowRef<(lon: number, lat: number, zoom?: number) => void>
  send<T>(path: string, body?: unknown): Promise<T>
}

/** Close enough to see which valley, far enough to see who is near. */
const NEAR_ZOOM = 11

const KEY: InjectionKey<Desk> = Symbol('desk')

export function scopesOf(session: Session): string[] {
  return [...session.scope.map((code) => `area:${code}`), `user:${session.user?.id ?? 0}`]
}

export function provideDesk(): Desk {
  const { session } = useSession()
  const now = session.value!
  const live = provideLive({ scopes: scopesOf(now), picture: { areas: now.scope, every: 4 } })
  const selection = shallowRef<Picked | null>(null)
  const right = ref<Right>('detail')
  const picking = shallowRef<((at: Place) => void) | null>(null)
  const pin = shallowRef<Place | null>(null)
  const locked = ref(now.locked)
  const fly = shallowRef<(lon: number, lat: number, zoom?: number) => void>(() => {})

  const alarm = computed(() => (selection.value?.kind === 'alarm' ? (live.board.row('alarms', selection.value.id) ?? null) : null))
  const incident = computed(() => (selection.value?.kind === 'incident' ? (live.board.row('incidents', selection.value.id) ?? null) : null))
  const usable = computed(() => !locked.value && live.connection.value !== 'lost' && live.connection.value !== 'connecting')

  function select(picked: Picked | null): void {
    selection.value = picked
    right.value = 'detail'
    const row = alarm.value ?? incident.value
    if (row && row.lon !== null && row.lat !== null) fly.value(row.lon, row.lat, NEAR_ZOOM)
  }

  const desk: Desk = {
    live, session, selection, right, alarm, incident, picking, pin, locked, usable, select, fly,
    send: (path, body) => command(session.value?.actor ?? '', path, body),
  }
  provide(KEY, desk)
  return desk
}

export function useDesk(): Desk {
  const desk = inject(KEY)
  if (!desk) throw new Error('useDesk outside the desk')
  return desk
}

export interface Act {
  /** Name of what is under way, so that its button says so. */
  busy: Ref<string | null>
  error: ShallowRef<ApiError | Error | null>
  /** Runs one command at a time; answers undefined when it failed (the error is shown). */
  run<T>(name: string, work: () => Promise<T>): Promise<T | undefined>
}

export function useAct(): Act {
  const busy = ref<string | null>(null)
  const error = shallowRef<ApiError | Error | null>(null)
  async function run<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    if (busy.value !== null) return undefined
    busy.value = name
    error.value = null
    try {
      return await work()
    } catch (problem) {
      error.value = problem instanceof Error ? problem : new Error(String(problem))
      return undefined
    } finally {
      busy.value = null
    }
  }
  return { busy, error, run }
}
