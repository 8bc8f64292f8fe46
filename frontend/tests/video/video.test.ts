/** Which address is played, in which words it is not, and when a picture counts as lost. */
import { beforeEach, describe, expect, it } from 'vitest'

import { closeStream, columnsOf, openStream, streams } from '@/desk/video/opened'
import { RETRY_MS, STILL_MS, Watchdog } from '@/video/watchdog'
import { choose, wayOf, withTicket, type Way } from '@/video/ways'

const ALL = { webrtc: true, mse: true, h265: true }
const whep: Way = { by: 'whep', url: 'http://m/p/whep', sub: false }
const flv: Way = { by: 'flv', url: 'http://m/p.live.flv', sub: false }
const hls: Way = { by: 'hls', url: 'http://m/p/index.m3u8', sub: false }
const sub: Way = { by: 'flv', url: 'http://m/s.live.flv', sub: true }

describe('which way', () => {
  it('takes the one with the least delay', () => {
    expect(choose([hls, flv, whep], 'h264', ALL).way).toBe(whep)
    expect(choose([hls, flv, whep], '', { ...ALL, webrtc: false }).way).toBe(flv)
  })
  it('never sends H.265 through WebRTC', () => {
    expect(choose([whep, hls], 'h265', ALL).way).toBe(hls)
  })
  it('falls back to the sub-stream where H.265 cannot be decoded', () => {
    expect(choose([flv, sub], 'h265', { ...ALL, h265: false }).way).toBe(sub)
  })
  it('names the reason when nothing plays', () => {
    expect(choose([flv], 'h265', { ...ALL, h265: false })).toEqual({ way: null, why: 'h265' })
    expect(choose([hls], '', { ...ALL, mse: false })).toEqual({ way: null, why: 'mse' })
    expect(choose([whep], '', { ...ALL, webrtc: false })).toEqual({ way: null, why: 'webrtc' })
    expect(choose([], '', ALL)).toEqual({ way: null, why: 'none' })
  })
  it('reads an address by its spelling and leaves pages alone', () => {
    expect(wayOf('https://m:8889/p/whep')?.by).toBe('whep')
    expect(wayOf('ws://m/rtp/1.live.flv?token=a')?.by).toBe('flv')
    for (const other of ['https://meet.example/room', 'rtsp://m/p', '/media/a.mp4', 'javascript:alert(1)//x/whep', '']) expect(wayOf(other)).toBeNull()
  })
})

describe('watchdog', () => {
  it('waits longer for the first picture than for the next', () => {
    const dog = new Watchdog(0)
    expect(dog.look(0, STILL_MS + 1)).toBe('waiting')
    expect(dog.look(0, 3 * STILL_MS + 1)).toBe('lost')
  })
  it('calls a picture that stands still lost, with the instant it last moved', () => {
    const dog = new Watchdog(0)
    dog.look(1, 1_000)
    dog.look(2, 2_000)
    expect(dog.look(2, 2_000 + STILL_MS)).toBe('moving')
    expect(dog.look(2, 2_001 + STILL_MS)).toBe('lost')
    expect(dog.seenAt).toBe(2_000)
  })
  it('asks a dead camera less and less often, and forgets that when it lives', () => {
    const dog = new Watchdog(0)
    expect([0, 1, 2, 3, 4].map(() => dog.again(0))).toEqual([...RETRY_MS, RETRY_MS.at(-1)])
    dog.look(5, 60_000)
    expect(dog.again(60_000)).toBe(RETRY_MS[0])
  })
})

describe('a ticket', () => {
  it('goes behind the address, and an address that needs none stays as it is', () => {
    expect(withTicket(whep, 'a b').url).toBe('http://m/p/whep?ticket=a%20b')
    expect(withTicket({ ...flv, url: 'http://m/p.flv?x=1' }, 't').url).toBe('http://m/p.flv?x=1&ticket=t')
    expect(withTicket(hls, '')).toBe(hls)
  })
})

describe('tiles on the desk', () => {
  beforeEach(() => streams.value.slice().forEach(closeStream))
  it('are nine at most, the newest staying', () => {
    for (let id = 1; id <= 11; id += 1) openStream(id)
    expect(streams.value).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11])
  })
  it('open once', () => {
    openStream(1)
    openStream(1)
    expect(streams.value).toEqual([1])
  })
  it('stand in as few columns as they can be seen in', () => {
    expect([1, 2, 4, 5, 9].map(columnsOf)).toEqual([1, 2, 2, 3, 3])
  })
})
