/** Push-to-talk of a desk: one of its windows has the sound, every window has the bar and the key. */
import { computed, inject, onScopeDispose, provide, shallowRef, watch, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'

import { get } from '@/api/client'
import { useAct, type Act, type Desk } from '@/desk/desk'
import { muteForTalk } from '@/rtc/mute'
import { speech } from '@/desk/sound/speech'
import type { Windows } from '@/desk/windows/useWindows'
import { heardByItself, inOrder, missed, type BurstRow, type PrivateCall, type TalkGroup } from '../rows'
import { useTalk } from '../useTalk'
import { NOTHING, type TalkView, type TalkWord } from '../view'

export interface DeskTalk {
  view: ComputedRef<TalkView>
  groups: ComputedRef<TalkGroup[]>
  /** The group the button speaks in, row and all. */
  current: ComputedRef<TalkGroup | null>
  /** Chosen to be heard, connected or not. */
  hears(group: TalkGroup): boolean
  hear(group: TalkGroup, on: boolean): void
  /** Private calls that go on where one may interfere. */
  privateCalls: ShallowRef<PrivateCall[]>
  lookAtPrivate(): Promise<void>
  /** Hear one of them, or no more; the permission was asked for before. */
  listenIn(group: number, on: boolean): void
  listensIn(group: number): boolean
  unread: ComputedRef<Map<number, number>>
  bursts(group: number): BurstRow[]
  look(group: number): void
  do(word: TalkWord): void
  act: Act
  /** For tests: what this window really plays; null where another one does. */
  analyser(): AnalyserNode | null
}

const KEY: InjectionKey<DeskTalk> = Symbol('talk')
/** Which groups this computer switched on or off by hand, and up to which burst each was looked at. */
const CHOICE = 'ecc.talk.choice'
const SEEN = 'ecc.talk.seen'
/** A private call ends without telling who listens in; a ticket that names it would be refused. */
const LOOK_MS = 4000
/** Other windows see the meter move, no more. */
const TELL_MS = 150

function stored<T extends object>(name: string): T {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '{}') as T
  } catch {
    return {} as T
  }
}

export function provideDeskTalk(desk: Desk, windows: Windows): DeskTalk {
  const table = desk.live.board.table('talk_groups') as unknown as ShallowRef<Map<string, TalkGroup>>
  const spoken = desk.live.board.table('bursts') as unknown as ShallowRef<Map<string, BurstRow>>
  const choice = shallowRef(stored<Record<number, boolean>>(CHOICE))
  const seen = shallowRef(stored<Record<number, number>>(SEEN))
  const groups = computed(() => inOrder(table.value.values()))
  const me = computed(() => desk.session.value?.actor ?? '')
  const hears = (group: TalkGroup): boolean => choice.value[group.id] ?? heardByItself(group, desk.session.value?.scope ?? [])

  // One's own permission to listen in; a call that is over, or whose half hour is, goes out of it: a ticket with it would be refused whole.
  const privateCalls = shallowRef<PrivateCall[]>([])
  const listened = shallowRef<ReadonlySet<number>>(new Set())
  async function lookAtPrivate(): Promise<void> {
    const found = await get<PrivateCall[]>('/api/talk/private').catch(() => null)
    if (!found) return
    privateCalls.value = found
    const still = [...listened.value].filter((id) => found.some((one) => one.id === id && one.state === 'open' && one.listening))
    if (still.length < listened.value.size) listened.value = new Set(still)
  }
  const looking = setInterval(() => listened.value.size > 0 && void lookAtPrivate(), LOOK_MS)
  onScopeDispose(() => clearInterval(looking))

  const talk = useTalk({
    groups: () => [...groups.value.filter((one) => one.state === 'open').map((one) => one.id), ...listened.value],
    hear: () => [...groups.value.filter((one) => one.state === 'open' && hears(one)).map((one) => one.id), ...listened.value],
    owns: () => windows.leads.value && desk.live.phase.value !== 'signed_out',
    mobile: false,
  })
  const remote = shallowRef<TalkView>(NOTHING)
  const shown = computed(() => (windows.leads.value ? talk.view.value : remote.value))

  /** What was chosen; without a choice the selected incident's, else one's own area's. A private call that is open goes before all. */
  const current = computed<TalkGroup | null>(() => {
    const may = groups.value.filter((one) => one.state === 'open' && hears(one))
    const find = (id: number | null | undefined): TalkGroup | undefined => may.find((one) => one.id === id)
    const incident = desk.incident.value?.id
    return (
      may.find((one) => one.kind === 'private') ?? find(shown.value.talkIn) ?? (incident === undefined ? undefined : may.find((one) => one.incident === incident)) ?? may.find((one) => one.kind === 'area') ?? may[0] ?? null
    )
  })
  const view = computed<TalkView>(() => ({ ...shown.value, talkIn: current.value?.id ?? null }))

  // -- the other windows -----------------------------------------------------------------------------
  let due = false
  const tell = (): void => {
    due = false
    if (windows.leads.value) windows.say({ is: 'talk', view: JSON.parse(JSON.stringify(talk.view.value)) as TalkView })
  }
  watch([talk.view, windows.leads], () => {
    if (due || windows.count.value < 2) return
    due = true
    setTimeout(tell, TELL_MS)
  })
  windows.hear('hello', tell)
  windows.hear('talk', (word) => (remote.value = word.view))
  function obey(word: TalkWord): void {
    if (word.is !== 'listenIn') return talk.do(word)
    listened.value = new Set([...listened.value].filter((id) => id !== word.group).concat(word.on ? [word.group] : []))
  }
  windows.hear('talkDo', ({ word }) => windows.leads.value && obey(word))
  function say(word: TalkWord): void {
    const whole = word.is === 'press' ? { ...word, group: word.group ?? current.value?.id } : word
    if (windows.leads.value) obey(whole)
    else windows.say({ is: 'talkDo', word: whole })
  }
  watch(view, ({ speakers, phase }) => (speech.value = speakers.length > 0 || phase === 'talking'))
  watch(() => ['talking', 'asking', 'queued', 'offered', 'arming'].includes(view.value.phase), muteForTalk)
  onScopeDispose(() => (speech.value = false))

  const unread = computed(() => new Map(groups.value.map((one) => [one.id, missed(spoken.value.values(), one.id, me.value, talk.heard.value, seen.value[one.id] ?? 0).length])))

  const made: DeskTalk = {
    view, groups, current, hears, unread, privateCalls, lookAtPrivate,
    listenIn: (group, on) => say({ is: 'listenIn', group, on }),
    listensIn: (group) => listened.value.has(group) || view.value.seats.some((seat) => seat.id === group && !groups.value.some((one) => one.id === group)),
    do: say,
    act: useAct(),
    analyser: () => (windows.leads.value ? talk.engine.analyser : null),
    hear(group, on) {
      choice.value = { ...choice.value, [group.id]: on }
      localStorage.setItem(CHOICE, JSON.stringify(choice.value))
    },
    bursts: (group) => [...spoken.value.values()].filter((one) => one.group === group).sort((a, b) => b.id - a.id),
    look(group) {
      const last = Math.max(0, ...[...spoken.value.values()].filter((one) => one.group === group).map((one) => one.id))
      seen.value = { ...seen.value, [group]: last }
      localStorage.setItem(SEEN, JSON.stringify(seen.value))
    },
  }
  provide(KEY, made)
  return made
}

export function useDeskTalk(): DeskTalk {
  const talk = inject(KEY)
  if (!talk) throw new Error('useDeskTalk outside the desk')
  return talk
}
