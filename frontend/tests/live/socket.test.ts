import { beforeEach, describe, expect, it } from 'vitest'
import type { LogEvent } from '@/live/reduce'
import { Follower, type Phase } from '@/live/socket'
import { FakeServer } from './fakeServer'

let server: FakeServer
let seen: string[]
let phases: Phase[]
let resets: number
let follower: Follower

function start(): Follower {
  const made = new Follower(
    server.world(),
    {
      // A snapshot stands for everything up to its heads: forget what came as events before.
      onSnapshots: (snapshots) => {
        resets += 1
        seen = Object.entries(snapshots[0].heads).flatMap(([stream, head]) => Array.from({ length: head }, (_, n) => `${stream}#${n + 1}`))
      },
      onEvents: (events: LogEvent[], stream) => seen.push(...events.map((event) => `${stream}#${event.seq}`)),
      onPicture: (data) => new DataView(data).getUint32(4, true),
      onPhase: (phase) => phases.push(phase),
      onHeard: () => undefined,
    },
    { scopes: ['area:4401'], picture: { areas: ['4401'], every: 1 } },
  )
  made.start()
  return made
}

const everything = (): string[] =>
  Object.entries(server.streams)
    .flatMap(([stream, events]) => events.map((event) => `${stream}#${event.seq}`))
    .sort()

beforeEach(() => {
  server = new FakeServer()
  seen = []
  phases = []
  resets = 0
})

describe('coming up', () => {
  it('takes a snapshot, subscribes from its heads and asks for the picture', async () => {
    server.commit('area:4401')
    follower = start()
    await server.pass(0)
    expect(follower.phase).toBe('following')
    expect(server.socket.sent.slice(0, 2)).toEqual([
      { t: 'subscribe', scopes: ['area:4401'], epoch: 'epoch-1', cursor: { 'area:4401': 1 } },
      { t: 'picture', areas: ['4401'], every: 1 },
    ])
    server.commit('area:440117')
    expect(seen).toEqual(['area:4401#1', 'area:440117#1'])
  })

  it('keeps asking while the server is away, within the jitter bound, and then comes up', async () => {
    server.away = true
    follower = start()
    await server.pass(60_000)
    expect(follower.phase).toBe('waiting')
    server.away = false
    await server.pass(30_000)
    expect(follower.phase).toBe('following')
  })

  it('says signed out on 401 and recovers when the token is valid again', async () => {
    server.signedOut = true
    follower = start()
    await server.pass(0)
    expect(follower.phase).toBe('signed_out')
    server.signedOut = false
    await server.pass(30_000)
    expect(follower.phase).toBe('following')
  })
})

describe('acknowledging', () => {
  beforeEach(async () => {
    follower = start()
    await server.pass(0)
  })

  it('says every 2 s how many text frames it processed, only when that changed', async () => {
    server.commit('area:4401')
    server.commit('area:4401')
    await server.pass(2000)
    server.beat()
    await server.pass(4000)
    const gots = server.socket.sent.filter((frame) => frame.t === 'got').map((frame) => frame.n)
    expect(gots).toEqual([4, 5]) // hello, subscribed, two events; then the beat
  })

  it('acknowledges each picture message with its tick', () => {
    const view = new DataView(new ArrayBuffer(8))
    view.setUint32(4, 53012, true)
    server.socket.onmessage?.({ data: view.buffer } as MessageEvent)
    expect(server.socket.sent.at(-1)).toEqual({ t: 'tick', n: 53012 })
  })
})

describe('coming back', () => {
  beforeEach(async () => {
    follower = start()
    await server.pass(0)
  })

  it.each([1000, 1006, 4008, 4013, 4029, 4401, 4408])('close %i: reconnects with the cursor, missing nothing', async (code) => {
    server.commit('area:4401')
    server.socket.cut(code)
    server.commit('area:4401')
    server.commit('area:440118')
    await server.pass(1000)
    expect(follower.phase).toBe('following')
    expect([...seen].sort()).toEqual(everything())
    expect(resets).toBe(1)
  })

  it('does not come back after 4400: the program is at fault', async () => {
    server.socket.cut(4400)
    await server.pass(600_000)
    expect([follower.phase, server.opened]).toEqual(['refused', 1])
  })

  it('after 4403 takes a new snapshot: the rights may be others', async () => {
    server.socket.cut(4403)
    expect(follower.phase).toBe('signed_out')
    await server.pass(30_000)
    expect([follower.phase, server.snapshots]).toEqual(['following', 2])
  })

  it('a silent socket is given up after 12 s', async () => {
    await server.pass(11_900)
    expect(server.opened).toBe(1)
    await server.pass(2200)
    expect(server.opened).toBe(2)
  })

  it('a page that was busy for longer first reads what came meanwhile', async () => {
    await server.pass(500)
    server.now += 14_000 // the main thread was blocked; the timers are late, the beats wait in the queue
    await server.pass(0)
    expect(server.opened).toBe(1)
    server.beat()
    await server.pass(3000)
    expect(server.opened).toBe(1)
    await server.pass(14_000)
    expect(server.opened).toBe(2)
  })

  it('beats keep it, however long', async () => {
    for (let n = 0; n < 20; n += 1) {
      await server.pass(5000)
      server.beat()
    }
    expect(server.opened).toBe(1)
  })

  it('behind for two beats: reconnects', async () => {
    server.streams['area:4401'].push({ seq: 1, kind: 'alarm.raised', v: 1, at: '', actor: '', body: { id: 1 }, x: null }) // the hub missed the bell
    server.beat({ 'area:4401': 1 })
    expect(follower.phase).toBe('following')
    server.beat({ 'area:4401': 1 })
    expect(follower.phase).toBe('waiting')
    await server.pass(1000)
    expect(seen).toEqual(['area:4401#1'])
  })

  it('a hole in a stream is never applied: snapshot anew', async () => {
    server.streams['area:4401'].push({ seq: 1, kind: 'alarm.raised', v: 1, at: '', actor: '', body: { id: 1 }, x: null })
    server.commit('area:4401') // seq 2 arrives, 1 never did
    expect(seen).toEqual([])
    await server.pass(1000)
    expect([...seen].sort()).toEqual(everything())
    expect(resets).toBe(2)
  })

  it('a restored backup (other epoch): snapshot anew on the same socket', async () => {
    server.commit('area:4401')
    server.epoch = 'epoch-2'
    server.streams = { 'area:4401': [] }
    server.commit('area:440118')
    server.socket.cut(1012)
    await server.pass(1000)
    expect([follower.phase, follower.epoch, seen]).toEqual(['following', 'epoch-2', ['area:440118#1']])
  })

  it('reset while following: events during the new snapshot are neither lost nor doubled', async () => {
    let release = () => undefined as void
    server.holdSnapshot = new Promise((resolve) => (release = resolve as () => void))
    server.socket.say({ t: 'reset', scopes: ['area:4401'], why: 'gap' })
    await server.pass(0)
    server.commit('area:4401')
    server.commit('area:440117')
    release()
    server.holdSnapshot = null
    await server.pass(100)
    expect([...seen].sort()).toEqual(everything())
  })

  it('waits are random and grow to 30 s at most', async () => {
    server.away = true
    server.socket.cut(1006)
    const waits: number[] = []
    let last = server.now
    for (let n = 0; n < 400; n += 1) {
      const before = phases.filter((phase) => phase === 'connecting').length
      await server.pass(250)
      if (phases.filter((phase) => phase === 'connecting').length > before) {
        waits.push(server.now - last)
        last = server.now
      }
    }
    expect(waits[0]).toBeLessThanOrEqual(1250)
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_250)
    expect(new Set(waits).size).toBeGreaterThan(2)
  })

  it('a page that wakes up does not wait for its timer', async () => {
    server.away = true
    server.socket.cut(1006)
    await server.pass(120_000)
    server.away = false
    follower.nudge()
    await server.pass(400)
    expect(follower.phase).toBe('following')
  })

  it('a page that slept through the beats suspects its socket at once', async () => {
    server.now += 7000 // no timer ran: the machine slept
    follower.nudge()
    expect(follower.phase).toBe('waiting')
  })

  it('a stopped follower stays silent', async () => {
    follower.stop()
    server.commit('area:4401')
    await server.pass(60_000)
    expect([server.opened, seen]).toEqual([1, []])
  })
})

describe('one more scope beside the board', () => {
  it('gets its backlog, then live, then the rest after a break, each once', async () => {
    server.commit('incident:7')
    server.commit('incident:7')
    follower = start()
    await server.pass(0)
    const heard: number[] = []
    const off = follower.follow({ scope: 'incident:7', cursor: { 'incident:7': 1 }, onEvents: (events) => heard.push(...events.map((event) => event.seq)) })
    server.commit('incident:7')
    server.socket.cut(1006)
    server.commit('incident:7')
    await server.pass(1000)
    expect(heard).toEqual([2, 3, 4])
    off()
    expect(server.socket.sent.at(-1)).toEqual({ t: 'unsubscribe', scopes: ['incident:7'] })
  })
})

describe('any history of breaks', () => {
  it.each(Array.from({ length: 25 }, (_, n) => n + 1))('seed %i: every event once, in order', async (seed) => {
    let s = seed
    const next = () => (s = (s * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff
    follower = start()
    await server.pass(0)
    for (let n = 0; n < 120; n += 1) {
      const what = next()
      if (what < 0.55) server.commit(next() < 0.5 ? 'area:4401' : `area:44011${Math.floor(next() * 8)}`)
      else if (what < 0.7) server.socket?.cut(next() < 0.5 ? 1006 : 4008)
      else if (what < 0.75) server.away = !server.away
      else if (what < 0.8) server.socket?.say({ t: 'reset', scopes: ['area:4401'], why: 'gap' })
      else if (what < 0.85) follower.nudge()
      else await server.pass(next() * 4000)
    }
    server.away = false
    for (let n = 0; n < 20; n += 1) {
      await server.pass(3000)
      server.beat()
    }
    expect(follower.phase).toBe('following')
    expect([...seen].sort()).toEqual(everything())
    for (const stream of Object.keys(server.streams)) {
      const own = seen.filter((name) => name.startsWith(`${stream}#`)).map((name) => Number(name.split('#')[1]))
      expect(own).toEqual([...own].sort((a, b) => a - b))
    }
  })
})
