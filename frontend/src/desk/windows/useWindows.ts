/** This window among the windows of its desk: what it shows, whether it sounds, and the words they pass to each other. */
import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue'

import { newKey } from '@/api/client'
import type { Picked } from '@/map/CommandMap.vue'
import type { TalkView, TalkWord } from '@/talk/view'
import type { Place, Right } from '../desk'
import type { Shown } from '../functions/function'
import { features, keep, load, paneOf, shown } from './layout'
import { Presence, type Pane, type Word } from './presence'

/** What the windows share: one selection, one map, one mute, one lock. */
export type Shared =
  | { is: 'hello' }
  | { is: 'select'; picked: Picked | null; right: Right }
  | ({ is: 'function' } & Shown)
  | { is: 'fly'; lon: number; lat: number; zoom?: number }
  | { is: 'pick'; on: boolean }
  | { is: 'placed'; at: Place }
  | { is: 'pin'; at: Place | null }
  | { is: 'mute'; until: number | null }
  | { is: 'tested'; heard: boolean }
  | { is: 'lock' }
  | { is: 'unlock' }
  | { is: 'activity' }
  /** Push-to-talk: what the window with the sound shows, and what the others ask of it. */
  | { is: 'talk'; view: TalkView }
  | { is: 'talkDo'; word: TalkWord }

type Said<K extends Shared['is']> = Extract<Shared, { is: K }>

export interface Windows {
  own: Pane | null
  /** The panes this window shows now. */
  panes: ComputedRef<Pane[]>
  elsewhere: ShallowRef<Pane[]>
  /** Exactly one window of the desk: it sounds and speaks for the seat. */
  leads: ShallowRef<boolean>
  /** Some window of the desk may play. */
  audible: ShallowRef<boolean>
  /** How many windows the desk has. */
  count: ShallowRef<number>
  setAudible(is: boolean): void
  say(word: Shared): void
  hear<K extends Shared['is']>(is: K, handler: (word: Said<K>) => void): void
  /** False when the browser refused the window. */
  open(pane: Pane): boolean
}

const TICK_MS = 1000
/** Closed alone, while the main window lives on: a person did it. When the computer is shut down all go at once. */
const CLOSED_MS = 5000
const nameOf = (pane: Pane): string => `ecc-desk-${pane}`

export function useWindows(): Windows {
  const own = paneOf(location.search)
  const presence = new Presence({ id: newKey(), since: Date.now(), pane: own, audible: false })
  const channel = new BroadcastChannel('ecc-desk')
  const handlers = new Map<string, Array<(word: never) => void>>()
  const elsewhere = shallowRef<Pane[]>([])
  const leads = shallowRef(true)
  const audible = shallowRef(false)
  const count = shallowRef(1)

  function look(): void {
    leads.value = presence.leads
    audible.value = presence.audible
    count.value = presence.all.length
    const before = elsewhere.value
    if (presence.elsewhere.join() === before.join()) return
    elsewhere.value = presence.elsewhere
    if (own === null) for (const pane of before) if (!elsewhere.value.includes(pane)) setTimeout(() => forget(pane), CLOSED_MS)
  }
  function forget(pane: Pane): void {
    if (!elsewhere.value.includes(pane)) keep((layout) => ({ ...layout, open: layout.open.filter((one) => one !== pane) }))
  }
  const post = (word: Word | Shared): void => channel.postMessage(word)
  channel.onmessage = ({ data }: MessageEvent<Word | Shared>) => {
    if (data.is === 'here' || data.is === 'ask' || data.is === 'bye') {
      const answer = presence.hear(data, Date.now())
      if (answer) post(answer)
      look()
    } else for (const handler of handlers.get(data.is) ?? []) handler(data as never)
  }

  let ticked = Date.now()
  function tick(): void {
    const now = Date.now()
    const slept = now - ticked - TICK_MS
    ticked = now
    for (const word of presence.tick(now, slept)) post(word)
    look()
    if (own !== null) keepFrame(own)
  }
  const timer = setInterval(tick, TICK_MS)
  tick()

  const leave = (event: PageTransitionEvent): void => {
    if (!event.persisted) post(presence.bye())
  }
  /** Out of the page cache: whoever took over meanwhile hears us first. */
  const back = (): void => tick()
  window.addEventListener('pagehide', leave)
  window.addEventListener('pageshow', back)
  onScopeDispose(() => {
    clearInterval(timer)
    post(presence.bye())
    channel.close()
    window.removeEventListener('pagehide', leave)
    window.removeEventListener('pageshow', back)
  })

  return {
    own, elsewhere, leads, audible, count,
    panes: computed(() => shown(own, elsewhere.value)),
    setAudible(is) {
      post(presence.change({ audible: is }))
      look()
    },
    say: post,
    hear(is, handler) {
      handlers.set(is, [...(handlers.get(is) ?? []), handler as (word: never) => void])
    },
    open(pane) {
      const opened = window.open(`${location.pathname}?pane=${pane}`, nameOf(pane), features(load().frames[pane]))
      if (opened === null) return false
      keep((layout) => ({ ...layout, open: [...new Set([...layout.open, pane])] }))
      return true
    },
  }
}

let lastFrame = ''
function keepFrame(pane: Pane): void {
  const frame = { x: window.screenX, y: window.screenY, width: window.outerWidth, height: window.outerHeight }
  const text = JSON.stringify(frame)
  if (text === lastFrame || document.hidden) return
  lastFrame = text
  keep((layout) => ({ open: [...new Set([...layout.open, pane])], frames: { ...layout.frames, [pane]: frame } }))
}
