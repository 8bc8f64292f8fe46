/** The worker of push-to-talk: socket, floor and codecs, away from the page and its map. */
import '@/shared/oldCores'
import { findCodec } from './codec'
import { QUIET, step, type Do, type Event } from './floor'
import { decode } from './frame'
import { Hearing } from './hearing'
import { Link, type Said, type Taken } from './link'
import { Speaking } from './speaking'
import type { News, Order, Play } from './wire'

const TICK_MS = 100

const tell = (news: News): void => self.postMessage(news)
const orders: Order[] = []
let obey: (order: Order) => void = (order) => void orders.push(order)
self.onmessage = ({ data }: MessageEvent<Order>) => {
  if (data.is === 'start') void start(data.wasm, data.play)
  else obey(data)
}

async function start(wasm: boolean, playPort: MessagePort): Promise<void> {
  try {
    const { name, codec } = await findCodec(wasm)
    const play = (word: Play, transfer: Transferable[] = []): void => playPort.postMessage(word, transfer)
    const link = new Link({ open: () => tell({ is: 'linked' }), said, sound, closed })
    const speaking = new Speaking(codec, (bytes) => link.sound(bytes))
    const hearing = new Hearing(codec, play)
    /** Who speaks in which group now. */
    const speakers = new Map<number, Taken>()
    let wanted: number[] = []
    let beside = new Set<string>()
    let floor = QUIET
    /** The microphone is open: the loudspeaker beside it keeps silent. */
    let open = false

    const happen = (event: Event): void => {
      const before = floor
      const [next, todo] = step(floor, event)
      floor = next
      for (const one of todo) work(one)
      const speaks = floor.phase === 'talking' || floor.phase === 'tail'
      if (speaks !== open) play({ is: 'mute', on: (open = speaks) })
      if (floor !== before) tell({ is: 'floor', floor, leftMs: floor.until - event.now })
    }
    const work = (one: Do): void => {
      if (one.do === 'request') link.send(one.act === undefined ? { t: 'req', g: one.group, rid: one.rid } : { t: 'req', g: one.group, rid: one.rid, act: one.act })
      else if (one.do === 'give') link.send(one.burst === null ? { t: 'rel', g: one.group } : { t: 'rel', g: one.group, burst: one.burst })
      else if (one.do === 'open') speaking.open()
      else if (one.do === 'flush') speaking.flush(one.burst)
      else if (one.do === 'finish') speaking.finish(() => happen({ is: 'sent', now: performance.now() }))
      else if (one.do === 'tone') tell({ is: 'tone', tone: one.tone })
      else speaking.stop()
    }
    function over(group: number, burst: number, why: string): void {
      if (speakers.get(group)?.burst === burst) speakers.delete(group)
      void hearing.end(burst)
      tell({ is: 'idle', group, burst, why })
    }
    function taken(one: Taken): void {
      const before = speakers.get(one.g)
      if (before && before.burst !== one.burst) over(one.g, before.burst, 'lost')
      speakers.set(one.g, one)
      const silent = beside.has(one.by)
      if (!silent) hearing.begin(one.burst)
      tell({ is: 'taken', taken: one, silent })
    }
    function left(group: number, why: string): void {
      const one = speakers.get(group)
      if (one) over(group, one.burst, 'lost')
      if (floor.group === group) happen({ is: 'revoke', group, why, now: performance.now() })
      tell({ is: 'left', group, why })
    }
    function said(frame: Said): void {
      const now = performance.now()
      switch (frame.t) {
        case 'joined': {
          tell({ is: 'seat', seat: frame.group })
          tell({ is: 'here', group: frame.group.id, n: frame.n, deaf: [] })
          const one = speakers.get(frame.group.id)
          if (frame.taken) taken({ ...frame.taken, g: frame.group.id })
          else if (one) over(frame.group.id, one.burst, 'lost')
          return
        }
        case 'refused':
          return left(frame.g, frame.why)
        case 'left':
          return left(frame.g, frame.why)
        case 'group':
          return tell({ is: 'seat', seat: frame.group })
        case 'grant':
          return happen({ is: 'grant', group: frame.g, burst: frame.burst, rid: frame.rid, maxMs: frame.max * 1000, now })
        case 'deny':
          return happen({ is: 'deny', group: frame.g, why: frame.why, now })
        case 'queued':
          return happen({ is: 'queued', group: frame.g, place: frame.pos, now })
        case 'revoke':
          return happen({ is: 'revoke', group: frame.g, why: frame.why, now })
        case 'warn':
          return tell({ is: 'tone', tone: 'warning' })
        case 'taken':
          return taken(frame)
        case 'idle':
          return over(frame.g, frame.burst, frame.why)
        case 'here':
          return tell({ is: 'here', group: frame.g, n: frame.n, deaf: frame.deaf })
        case 'who':
          return tell({ is: 'who', group: frame.g, who: frame.who })
      }
    }
    function sound(bytes: ArrayBuffer): void {
      const message = decode(bytes)
      if (message) hearing.message(message)
    }
    function closed(code: number): void {
      if (!link.up) {
        happen({ is: 'lost', now: performance.now() })
        for (const [group, one] of speakers) over(group, one.burst, 'lost')
      }
      tell({ is: 'unlinked', code })
    }
    function hear(groups: number[]): void {
      const gone = wanted.filter((one) => !groups.includes(one))
      const more = groups.filter((one) => !wanted.includes(one))
      wanted = groups
      if (gone.length) link.send({ t: 'leave', groups: gone })
      for (const group of gone) left(group, 'left')
      if (more.length) link.send({ t: 'join', groups: more })
    }

    obey = (order) => {
      const now = performance.now()
      if (order.is === 'mic') speaking.plug(order.port)
      else if (order.is === 'press') happen(order.act === undefined ? { is: 'press', group: order.group, now } : { is: 'press', group: order.group, act: order.act, now })
      else if (order.is === 'release') happen({ is: 'release', now })
      else if (order.is === 'hear') hear(order.groups)
      else if (order.is === 'room') beside = new Set(order.actors)
      else if (order.is === 'who') link.send({ t: 'who', g: order.group })
      else if (order.is === 'wake') setTimeout(() => tell({ is: 'awake' }), order.ms)
      else if (order.is === 'connect') {
        wanted = order.groups
        speaking.bundle = order.bundle
        link.open(order.url, () => wanted)
      } else if (order.is === 'disconnect') {
        link.close()
        closed(1000)
      }
    }
    setInterval(() => happen({ is: 'tick', now: performance.now() }), TICK_MS)
    tell({ is: 'ready', codec: name })
    for (const order of orders.splice(0)) obey(order)
  } catch (problem) {
    console.error(problem)
    tell({ is: 'unsupported' })
  }
}
