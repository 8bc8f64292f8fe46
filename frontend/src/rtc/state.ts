/** The one conference this page is in: coming in, tiles, microphone and picture, coming back by itself, going. */
import { computed, inject, onScopeDispose, provide, ref, shallowRef, triggerRef, watch, type ComputedRef, type InjectionKey, type Ref, type ShallowRef } from 'vue'

import { ApiError, newKey, post } from '@/api/client'
import type { Live } from '@/live/live'
import type { Carrier, Remote } from './carrier'
import { Janus } from './janus'
import { Local, type Source } from './local'
import { Mesh } from './mesh'
import { heldForTalk } from './mute'
import { Room, type Said } from './room'
import { IN_PAGE, myLeg, tableOf, type Conference, type Entry, type Leg, type Self } from './wire'

/** Between two attempts to come back; the leg is given up after 15 s. */
const BACK_MS = [300, 1000, 2000, 3000, 5000]
/** Closes after which nobody should come back by themselves: taken out, somewhere else. */
const FINAL = new Set([4404, 4409])

export interface Tile {
  leg: Leg
  own: boolean
  stream: MediaStream | null
  state: Remote['state']
}

export interface Rtc {
  live: Live
  self: () => Self
  /** Where this page is in, or on the way in. */
  at: ComputedRef<Conference | null>
  leg: ComputedRef<Leg | null>
  entry: Readonly<ShallowRef<Entry | null>>
  tiles: ComputedRef<Tile[]>
  /** `lost`: on the way back; `out`: shown out or replaced elsewhere; `down`: the server is dead. */
  phase: Readonly<Ref<'none' | 'joining' | 'in' | 'lost' | 'out' | 'down'>>
  microphone: Ref<boolean>
  /** There is one, and the person allowed it. */
  hasMicrophone: Ref<boolean>
  held: Readonly<Ref<boolean>>
  source: Readonly<ShallowRef<Source | null>>
  /** What the officer should know: a limit, a refused camera. */
  told: Ref<string>
  ownStream: ShallowRef<MediaStream>
  join(conference: number, options?: { video?: boolean }): Promise<void>
  show(source: Source): Promise<void>
  hide(): Promise<void>
  leave(): Promise<void>
  microphoneTrack(): MediaStreamTrack | null
  /** A message of an error as words; set by the screen. */
  words: (problem: unknown) => string
}

interface Around {
  live: Live
  self: () => Self
  how: 'screen' | 'field' | 'wall'
}

const KEY: InjectionKey<Rtc> = Symbol('rtc')

export function useRtc(): Rtc {
  const rtc = inject(KEY)
  if (!rtc) throw new Error('useRtc outside a screen that called provideRtc')
  return rtc
}

export function provideRtc(around: Around): Rtc {
  const rtc = makeRtc(around)
  provide(KEY, rtc)
  return rtc
}

export function makeRtc({ live, self, how }: Around): Rtc {
  const conferences = tableOf<Conference>(live, 'conferences')
  const legs = tableOf<Leg>(live, 'conference_legs')
  const id = ref<number | null>(null)
  const entry = shallowRef<Entry | null>(null)
  const phase = ref<'none' | 'joining' | 'in' | 'lost' | 'out' | 'down'>('none')
  const remotes = shallowRef(new Map<number, Remote>())
  const names = new Map<number, string>()
  const local = new Local()
  const ownStream = shallowRef(new MediaStream())
  const microphone = ref(true)
  const hasMicrophone = ref(false)
  const source = shallowRef<Source | null>(null)
  const told = ref('')
  let room: Room | null = null
  let carrier: Carrier | null = null
  let attempt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let wantsVideo = false

  const at = computed(() => (id.value === null ? null : (conferences.value.get(String(id.value)) ?? null)))
  const leg = computed(() => (id.value === null ? null : ((entry.value && legs.value.get(String(entry.value.leg))) ?? myLeg(id.value, legs.value.values(), self()))))

  const tiles = computed<Tile[]>(() => {
    if (id.value === null) return []
    const found: Tile[] = []
    const rows = [...legs.value.values()].filter((row) => row.conference === id.value)
    for (const row of rows) {
      if (row.id === entry.value?.leg) {
        if (!row.listen_only) found.unshift({ leg: row, own: true, stream: ownStream.value, state: 'up' })
        continue
      }
      const remote = remotes.value.get(row.id)
      if (row.state === 'joined' && !row.listen_only) found.push({ leg: row, own: false, stream: remote?.stream ?? null, state: remote?.state ?? 'trying' })
    }
    // A field page follows no board: who is heard is there, under the name the signalling gave.
    const known = new Set(rows.map((row) => row.id))
    for (const [peer, remote] of remotes.value) {
      if (!known.has(peer)) found.push({ leg: stranger(peer, names.get(peer) ?? ''), own: false, stream: remote.stream, state: remote.state })
    }
    return found
  })

  function stranger(peer: number, name: string): Leg {
    return { id: peer, conference: id.value ?? 0, name, org: '', who: {}, state: 'joined', video: true, listen_only: false } as unknown as Leg
  }

  local.onVideo = () => {
    const stream = new MediaStream()
    if (local.video) stream.addTrack(local.video)
    ownStream.value = stream
    const before = source.value
    source.value = local.source
    carrier?.refresh()
    // The browser's own bar ended the screen: the others are told as well.
    if (before !== null && local.source === null && phase.value === 'in') void tellHidden(before)
  }
  watch(heldForTalk, (held) => local.hold(held), { immediate: true })
  watch(microphone, (on) => local.setMicrophone(on))

  async function join(conference: number, options: { video?: boolean } = {}): Promise<void> {
    if (id.value !== null && id.value !== conference) await leave()
    wantsVideo = options.video ?? false
    id.value = conference
    attempt = 0
    told.value = ''
    await enter()
  }

  async function enter(): Promise<void> {
    const conference = id.value
    if (conference === null) return
    phase.value = phase.value === 'lost' ? 'lost' : 'joining'
    clearTimeout(timer)
    try {
      const ticket = await post<Entry>(`/api/conferences/${conference}/join`, { how, video: local.video !== null || wantsVideo }, { key: newKey() })
      if (id.value !== conference) return
      drop()
      entry.value = ticket
      if (ticket.told) told.value = ticket.told
      if (!IN_PAGE.has(ticket.provider)) {
        phase.value = 'in'
        return
      }
      if (!ticket.listen_only) hasMicrophone.value = await local.openMicrophone()
      if (wantsVideo && ticket.video && !local.video) await camera()
      if (!ticket.video && local.video) local.hide()
      wantsVideo = false
      if (id.value === conference && entry.value === ticket) begin(ticket)
    } catch (problem) {
      if (problem instanceof ApiError && !problem.retriable) {
        told.value = rtc.words(problem)
        phase.value = 'out'
        drop()
      } else again()
    }
  }

  async function camera(): Promise<void> {
    try {
      await local.show('camera')
    } catch (problem) {
      told.value = rtc.words(problem)
      await setVideo(false).catch(() => undefined)
    }
  }

  function begin(ticket: Entry): void {
    const hands = {
      remote: (peer: number, remote: Remote | null) => {
        if (remote) remotes.value.set(peer, remote)
        else remotes.value.delete(peer)
        triggerRef(remotes)
      },
      state: (state: 'trying' | 'up' | 'down') => {
        if (state === 'up') phase.value = 'in'
        else if (state === 'down' && phase.value !== 'none' && phase.value !== 'out') phase.value = 'down'
      },
    }
    room = new Room(ticket, {
      said: (frame) => {
        if ('name' in frame) names.set(frame.peer, frame.name)
        if (frame.t === 'welcome') attempt = 0
        carrier?.said(frame as Said)
      },
      closed: (code) => {
        if (FINAL.has(code) && at.value?.turn === ticket.turn) {
          phase.value = 'out'
          drop()
        } else again()
      },
    })
    carrier = ticket.provider === 'janus' ? new Janus(ticket, local, hands) : new Mesh(ticket.leg, ticket.listen_only, ticket.ice, local, (frame) => room?.say(frame), hands)
  }

  function again(): void {
    if (id.value === null || phase.value === 'out') return
    phase.value = 'lost'
    clearTimeout(timer)
    timer = setTimeout(() => void enter(), BACK_MS[Math.min(attempt, BACK_MS.length - 1)])
    attempt += 1
  }

  /** Everything of this connection; the microphone stays open for the way back. */
  function drop(): void {
    carrier?.close()
    room?.close()
    carrier = room = null
    remotes.value = new Map()
  }

  function setVideo(on: boolean): Promise<unknown> {
    return post(`/api/conferences/${id.value}/legs/${entry.value?.leg}/state`, { video: on }, { key: newKey() })
  }

  async function show(next: Source): Promise<void> {
    if (phase.value !== 'in' || !entry.value || entry.value.listen_only) return
    told.value = ''
    try {
      await setVideo(true)
      await local.show(next)
      if (next !== 'camera') await post(`/api/conferences/${id.value}/share`, { kind: next }, { key: newKey() })
    } catch (problem) {
      told.value = rtc.words(problem)
      if (!local.video) await setVideo(false).catch(() => undefined)
    }
  }

  async function tellHidden(before: Source): Promise<void> {
    const mine = at.value?.shared?.leg === entry.value?.leg
    await setVideo(false).catch(() => undefined)
    if (before !== 'camera' && mine) await post(`/api/conferences/${id.value}/share`, { kind: null }, { key: newKey() }).catch(() => undefined)
  }

  async function hide(): Promise<void> {
    local.hide()
  }

  async function leave(): Promise<void> {
    const left = { conference: id.value, leg: entry.value?.leg }
    clearTimeout(timer)
    phase.value = 'none'
    id.value = null
    room?.leave()
    drop()
    local.stop()
    ownStream.value = new MediaStream()
    source.value = null
    entry.value = null
    hasMicrophone.value = false
    if (left.conference !== null && left.leg !== undefined) {
      await post(`/api/conferences/${left.conference}/legs/${left.leg}/state`, { state: 'left' }, { key: newKey() }).catch(() => undefined) // it is missed by its pulse
    }
  }

  // The host moved to another provider, or ended it.
  watch(
    () => [at.value?.state, at.value?.turn] as const,
    ([state, turn]) => {
      if (id.value === null || phase.value === 'none') return
      if (state === 'ended') void leave()
      else if (turn !== undefined && entry.value && turn !== entry.value.turn) {
        drop()
        void enter()
      }
    },
  )
  const goodbye = (): void => room?.leave()
  window.addEventListener('pagehide', goodbye)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', goodbye)
    clearTimeout(timer)
    drop()
    local.stop()
  })

  const rtc: Rtc = {
    live, self, at, leg, entry, tiles, phase, microphone, hasMicrophone, held: heldForTalk, source, told, ownStream, join, show, hide, leave,
    microphoneTrack: () => local.audio,
    words: (problem) => (problem instanceof Error ? problem.message : String(problem)),
  }
  return rtc
}
