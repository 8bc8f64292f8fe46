/** One socket to the voice process, and how a second takes over without a silence in between. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { absolute, Link, type Said } from '@/talk/link'

class Socket {
  readyState = 0
  binaryType = ''
  sent: string[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  constructor(readonly url: string) {}
  send(data: string): void {
    this.sent.push(data)
  }
  close(): void {
    this.readyState = 3
    this.onclose?.({ code: 1000 })
  }
  open(): void {
    this.readyState = 1
    this.onopen?.()
  }
  say(frame: object | ArrayBuffer): void {
    this.onmessage?.({ data: frame instanceof ArrayBuffer ? frame : JSON.stringify(frame) })
  }
  drop(code: number): void {
    this.readyState = 3
    this.onclose?.({ code })
  }
}

describe('the link', () => {
  let sockets: Socket[]
  let said: Said[]
  let closed: number[]
  let opened: number
  let link: Link
  beforeEach(() => {
    vi.useFakeTimers()
    sockets = []
    said = []
    closed = []
    opened = 0
    const make = (url: string): WebSocket => {
      const socket = new Socket(url)
      sockets.push(socket)
      return socket as unknown as WebSocket
    }
    link = new Link({ open: () => (opened += 1), said: (frame) => said.push(frame), sound: () => {}, closed: (code) => closed.push(code) }, make)
  })
  afterEach(() => vi.useRealTimers())
  const hello = { t: 'hello', actor: 'user:1', name: '王', frame_ms: 60 }

  it('joins as soon as it is open and acknowledges every second, also when nothing came', () => {
    link.open('ws://x/', () => [3, 9])
    sockets[0]!.open()
    sockets[0]!.say(hello)
    expect(JSON.parse(sockets[0]!.sent[0]!)).toEqual({ t: 'join', groups: [3, 9] })
    vi.advanceTimersByTime(1000)
    sockets[0]!.say(new ArrayBuffer(12))
    vi.advanceTimersByTime(1000)
    expect(sockets[0]!.sent.slice(1).map((text) => JSON.parse(text))).toEqual([{ t: 'ack', n: 0 }, { t: 'ack', n: 1 }])
  })
  it('a second one takes over when it is heard; the first is closed without being missed', () => {
    link.open('ws://1/', () => [3])
    sockets[0]!.open()
    sockets[0]!.say(hello)
    link.open('ws://2/', () => [3, 4])
    sockets[1]!.open()
    sockets[0]!.say({ t: 'idle', g: 3, burst: 1, why: 'released' })
    expect(said.at(-1)).toMatchObject({ t: 'idle' })
    sockets[1]!.say(hello)
    expect([opened, closed, sockets[0]!.readyState, link.up]).toEqual([2, [], 3, true])
    sockets[0]!.say({ t: 'idle', g: 3, burst: 2, why: 'lost' })
    expect(said.filter((frame) => frame.t === 'idle')).toHaveLength(1)
  })
  it('a second one that fails leaves the first alone', () => {
    link.open('ws://1/', () => [3])
    sockets[0]!.open()
    sockets[0]!.say(hello)
    link.open('ws://2/', () => [3])
    sockets[1]!.drop(4401)
    expect([closed, link.up]).toEqual([[4401], true])
  })
  it('says how it ended, and sends no more', () => {
    link.open('ws://1/', () => [3])
    sockets[0]!.open()
    sockets[0]!.say(hello)
    sockets[0]!.drop(4008)
    link.send({ t: 'req', g: 3 })
    vi.advanceTimersByTime(3000)
    expect([closed, sockets[0]!.sent.length]).toEqual([[4008], 1])
  })
})

it.each([
  ['ws://voice:8001/ws/talk/?ticket=a', 'ws://voice:8001/ws/talk/?ticket=a'],
  ['/ws/talk/?ticket=a', `${location.href.replace(/^http/, 'ws').replace(/\/$/, '')}/ws/talk/?ticket=a`],
])('%s is found', (url, whole) => expect(absolute(url)).toBe(whole))
