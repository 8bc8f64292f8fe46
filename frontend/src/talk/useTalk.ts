/** Push-to-talk of one page: who is listened to, who speaks, what the button does; connection and microphone come and go by themselves. */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'

import { ApiError, post } from '@/api/client'
import type { components } from '@/api/schema'
import { DROPPED, Engine, unfit, type MicProblem } from './engine'
import { absolute, FINAL } from './link'
import type { News } from './wire'
import { NOTHING, type TalkView, type TalkWord } from './view'

type Ticket = components['schemas']['TicketRow']

export interface TalkOptions {
  /** All groups this person may hear, the most important first. */
  groups: () => number[]
  /** Those to be heard now. */
  hear: () => number[]
  /** Only one window of a desk has the sound. */
  owns: () => boolean
  /** A telephone: longer buffer, microphone given back when nobody talks. */
  mobile: boolean
  /** A wall: never a microphone. */
  listenOnly?: boolean
}
export interface Talk {
  view: ComputedRef<TalkView>
  do(word: TalkWord): void
  /** Bursts this page really played. */
  heard: ShallowRef<ReadonlySet<number>>
  engine: Engine
  stop(): void
}

/** The centre's longest ticket. */
const MOST_GROUPS = 50
/** Waits between attempts to connect, ms; the first is at once. */
const BACK_OFF = [0, 500, 1000, 2000, 4000, 8000]
/** After an end that waiting does not mend. */
const LATER_MS = 15_000
/** A telephone's open microphone costs battery and turns a headset's sound bad. */
const RELEASE_MS = 60_000
const DEAD_MS = 2000
const LOAD_AGAIN_MS = 5000
const MOST_FAILURES = 3
const STORE = 'ecc.talk'

interface Kept {
  on: boolean
  toggle: boolean
  autoGain: boolean
  room: string[]
  talkIn: number | null
}
function kept(): Kept {
  const fallback: Kept = { on: true, toggle: false, autoGain: true, room: [], talkIn: null }
  try {
    return { ...fallback, ...(JSON.parse(localStorage.getItem(STORE) ?? '{}') as Partial<Kept>) }
  } catch {
    return fallback
  }
}

export function useTalk(options: TalkOptions): Talk {
  const set = shallowRef<Kept>(kept())
  const state = shallowRef<TalkView>({ ...NOTHING, unfit: unfit() })
  const heard = shallowRef<ReadonlySet<number>>(new Set())
  const ready = shallowRef(false)
  const running = shallowRef(true)
  const linked = shallowRef(false)
  /** Was linked before: a break is a loss, not a beginning. */
  const lost = shallowRef(false)
  let started = false
  let asking = false
  let attempt = 0
  let waiting = false
  /** On the ticket of the present connection. */
  let ticketed: number[] = []
  let held = false
  let spokeAt = 0

  const change = (part: Partial<TalkView>): void => void (state.value = { ...state.value, ...part })
  function keep(part: Partial<Kept>): void {
    set.value = { ...set.value, ...part }
    localStorage.setItem(STORE, JSON.stringify(set.value))
  }

  const engine = new Engine({
    news,
    level: ({ rms, silentMs }) => change({ level: rms, dead: silentMs >= DEAD_MS }),
    heard: (one) => one.is === 'heard' && (heard.value = new Set([...heard.value, one.burst].slice(-500))),
    micLost() {
      engine.order({ is: 'release' })
      change({ mic: 'missing', level: 0 })
    },
    running: (is) => (running.value = is),
    failed: () => void broken(),
  })

  /** Parts that do not load are asked for again, as the network allows; a browser that has them and fails all the same is not fit. */
  let failures = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  function broken(): void {
    engine.stop()
    started = ready.value = false
    if (navigator.onLine) failures += 1
    if (failures >= MOST_FAILURES) change({ unfit: 'old' })
    else retry = setTimeout(() => void begin(), LOAD_AGAIN_MS)
  }
  async function begin(): Promise<void> {
    if (started || !set.value.on || !options.owns()) return
    started = true
    clearTimeout(retry)
    await engine.start(options.mobile).catch(broken)
  }

  function news(one: News): void {
    switch (one.is) {
      case 'ready':
        ready.value = true
        change({ codec: one.codec })
        return void connect()
      case 'unsupported':
        return change({ unfit: 'codec' })
      case 'linked':
        linked.value = lost.value = true
        attempt = 0
        return
      case 'unlinked':
        return unlinked(one.code)
      case 'awake':
        waiting = false
        return void connect()
      case 'seat':
        return change({ seats: [...state.value.seats.filter((seat) => seat.id !== one.seat.id), one.seat].sort((a, b) => a.id - b.id) })
      case 'left':
        return change({ seats: state.value.seats.filter((seat) => seat.id !== one.group) })
      case 'floor': {
        const { phase, group, place, why } = one.floor
        if (phase === 'talking') spokeAt = Date.now()
        return change({ phase, group, place, why, until: Date.now() + one.leftMs })
      }
      case 'taken':
        return change({ speakers: [...state.value.speakers.filter((taken) => taken.g !== one.taken.g), { ...one.taken, silent: one.silent }] })
      case 'idle':
        return change({ speakers: state.value.speakers.filter((taken) => taken.burst !== one.burst) })
      case 'here':
        // Oneself is no listener of one's own words.
        return change({ here: { ...state.value.here, [one.group]: { n: Math.max(0, one.n - 1), deaf: one.deaf } } })
      case 'who':
        return change({ who: { group: one.group, who: one.who } })
      case 'tone':
        return engine.tone(one.tone)
    }
  }

  // -- the connection --------------------------------------------------------------------------------
  const wanted = (): number[] => options.hear().slice(0, MOST_GROUPS)

  async function connect(): Promise<void> {
    if (!ready.value || asking || waiting || !set.value.on || !options.owns()) return
    const hear = wanted()
    if (hear.length === 0) return
    const groups = [...new Set([...hear, ...options.groups()])].slice(0, MOST_GROUPS)
    asking = true
    try {
      const ticket = await post<Ticket>('/api/talk/ticket', { groups })
      ticketed = ticket.groups.map((seat) => seat.id)
      const bundle = Math.max(1, Math.min(4, Math.round(ticket.frame_ms / 20)))
      engine.order({ is: 'connect', url: absolute(ticket.url), groups: wanted().filter((id) => ticketed.includes(id)), bundle })
      engine.order({ is: 'room', actors: set.value.room })
    } catch (problem) {
      again(problem instanceof ApiError && problem.status !== 0 && problem.status < 500 ? 2000 : undefined)
    } finally {
      asking = false
    }
  }
  /** The wait is the worker's: a hidden window's own clock may stand still for a minute. */
  function again(ms = BACK_OFF[Math.min(attempt, BACK_OFF.length - 1)]!): void {
    attempt += 1
    if (waiting) return
    waiting = true
    engine.order({ is: 'wake', ms })
  }
  function unlinked(code: number): void {
    linked.value = false
    change({ seats: [], speakers: [], here: {} })
    if (code !== 1000 && set.value.on && options.owns()) again(FINAL.has(code) ? LATER_MS : undefined)
  }
  /** Other groups are wanted: of this ticket by a word, of none yet by a new connection – never in the middle of a sentence. */
  function rehear(): void {
    const hear = wanted()
    if (!linked.value) return void connect()
    if (hear.length === 0) return engine.order({ is: 'disconnect' })
    if (hear.every((id) => ticketed.includes(id))) engine.order({ is: 'hear', groups: hear })
    else if (state.value.phase === 'idle' || state.value.phase === 'refused') void connect()
  }
  watch([() => wanted().join(), () => state.value.phase], ([now, phase], [before, was]) => {
    if (now !== before || (phase === 'idle' && was !== 'idle')) rehear()
  })

  // -- the microphone --------------------------------------------------------------------------------
  async function arm(): Promise<boolean> {
    if (engine.armed) return true
    change({ mic: 'arming' })
    try {
      await engine.arm(set.value.autoGain)
      spokeAt = Date.now()
      change({ mic: 'armed', dead: false })
      return true
    } catch (problem) {
      if (problem !== DROPPED) change({ mic: problem as MicProblem })
      return false
    }
  }
  function disarm(): void {
    engine.disarm()
    change({ mic: 'off', level: 0, dead: false })
  }
  /** Opened ahead of the first word where the browser need not ask; elsewhere with the first press. */
  async function armQuietly(): Promise<void> {
    const may = await navigator.permissions?.query({ name: 'microphone' as PermissionName }).catch(() => null)
    if (may?.state === 'granted' && set.value.on && options.owns()) void arm()
  }
  const idleTimer = setInterval(() => {
    if (options.mobile && engine.armed && !held && Date.now() - spokeAt > RELEASE_MS) disarm()
  }, 5000)

  // -- on and off ------------------------------------------------------------------------------------
  watch([() => set.value.on && options.owns()], async ([on]) => {
    if (state.value.unfit !== null) return
    if (!on) {
      if (!started) return
      release()
      engine.order({ is: 'disconnect' })
      disarm()
      lost.value = false
      return
    }
    if (started) void connect()
    else await begin()
    if (!options.mobile && !options.listenOnly) void armQuietly()
  }, { immediate: true })

  // -- the button ------------------------------------------------------------------------------------
  async function press(group: number | null | undefined, act: number | undefined): Promise<void> {
    if (held || options.listenOnly || group === null || group === undefined) return
    held = true
    void engine.resume()
    if (!(await arm())) return
    if (held) engine.order(act === undefined ? { is: 'press', group } : { is: 'press', group, act })
  }
  function release(): void {
    if (!held) return
    held = false
    engine.order({ is: 'release' })
  }

  function obey(word: TalkWord): void {
    if (word.is === 'press') {
      if (set.value.toggle && held) release()
      else void press(word.group ?? set.value.talkIn, word.act)
    } else if (word.is === 'release') {
      if (!set.value.toggle) release()
    } else if (word.is === 'talkIn') keep({ talkIn: word.group })
    else if (word.is === 'on') {
      void engine.resume()
      keep({ on: word.on })
    } else if (word.is === 'who') engine.order({ is: 'who', group: word.group })
    else if (word.is === 'toggle') {
      release()
      keep({ toggle: word.on })
    } else if (word.is === 'room') {
      keep({ room: word.actors })
      engine.order({ is: 'room', actors: word.actors })
    } else if (word.is === 'arm') {
      void engine.resume()
      void arm()
    } else {
      keep({ autoGain: word.on })
      if (engine.armed) {
        // A live track keeps its settings whatever one asks of it.
        disarm()
        void arm()
      }
    }
  }
  // In the toggle mode the floor may end without a press: by its limit, by somebody stronger.
  watch(() => state.value.phase, (phase) => {
    if (set.value.toggle && (phase === 'refused' || phase === 'idle')) release()
  })

  const touched = (): void => void (running.value || engine.resume())
  const gone = (): void => release()
  const hidden = (): void => {
    if (document.hidden) release()
    else void engine.resume()
  }
  window.addEventListener('pointerdown', touched)
  window.addEventListener('keydown', touched)
  window.addEventListener('pagehide', gone)
  document.addEventListener('visibilitychange', hidden)
  const net = (): void => {
    attempt = 0
    if (!started && state.value.unfit === null) void begin()
  }
  window.addEventListener('online', net)

  function stop(): void {
    release()
    clearInterval(idleTimer)
    clearTimeout(retry)
    window.removeEventListener('pointerdown', touched)
    window.removeEventListener('keydown', touched)
    window.removeEventListener('pagehide', gone)
    window.removeEventListener('online', net)
    document.removeEventListener('visibilitychange', hidden)
    engine.stop()
  }
  onScopeDispose(stop)

  const view = computed<TalkView>(() => {
    const { on, toggle, autoGain, room, talkIn } = set.value
    const now = state.value
    const listening = now.unfit !== null ? 'unfit' : !on || wanted().length === 0 ? 'off' : !running.value ? 'blocked' : linked.value ? 'on' : lost.value ? 'lost' : 'connecting'
    return { ...now, on, listening, toggle, autoGain, room, talkIn }
  })
  return { view, do: obey, heard, engine, stop }
}
