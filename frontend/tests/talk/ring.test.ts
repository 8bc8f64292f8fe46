/** The listener's buffer: waits long enough, grows with gaps, shrinks after clean bursts, never lags behind. */
import { describe, expect, it } from 'vitest'

import { Resampler } from '@/talk/resample'
import { FRAME, RATE, Ring, Wait } from '@/talk/ring'

const frames = (count: number, value = 0.5): Float32Array => new Float32Array(FRAME * count).fill(value)
const ms = (count: number): Float32Array => new Float32Array((RATE * count) / 1000)

describe('one burst', () => {
  it('is heard when 120 ms are there, and not before', () => {
    const ring = new Ring(new Wait(120))
    ring.push(frames(5))
    expect(ring.mix(ms(10))).toBe(0)
    ring.push(frames(1))
    expect(ring.mix(ms(10))).toBe(480)
  })
  it('shorter than the wait is heard all the same', () => {
    const ring = new Ring(new Wait(120))
    ring.push(frames(2))
    ring.end()
    const heard = ms(60)
    expect(ring.mix(heard)).toBe(2 * FRAME)
    expect(heard[2 * FRAME - 1]).toBe(0.5)
    expect(heard[2 * FRAME]).toBe(0)
    expect(ring.done).toBe(true)
    expect(ring.gaps).toBe(0)
  })
  it('adds to what others say at the same time', () => {
    const ring = new Ring(new Wait(120))
    ring.push(frames(6, 0.25))
    const heard = ms(10).fill(0.5)
    ring.mix(heard)
    expect(heard[0]).toBe(0.75)
  })
  it('waits longer after a gap, and collects anew', () => {
    const wait = new Wait(120)
    const ring = new Ring(wait)
    ring.push(frames(6))
    ring.mix(ms(130))
    expect([ring.gaps, wait.ms]).toEqual([1, 140])
    ring.push(frames(6))
    expect(ring.mix(ms(10))).toBe(0)
    ring.push(frames(1))
    expect(ring.mix(ms(10))).toBe(480)
  })
  it('leaves out what is too old instead of lagging', () => {
    const ring = new Ring(new Wait(120))
    for (let n = 0; n < 13; n += 1) ring.push(new Float32Array(FRAME).fill(n))
    expect(ring.fill).toBe(6 * FRAME)
    const heard = ms(10)
    ring.mix(heard)
    expect(heard[0]).toBe(7)
    expect(ring.skipped).toBe(7 * FRAME)
  })
})

describe('the wait', () => {
  it('never grows beyond 200 ms', () => {
    const wait = new Wait(160)
    for (let n = 0; n < 9; n += 1) wait.gap()
    expect(wait.ms).toBe(200)
  })
  it('shrinks by 20 ms after three clean bursts, not below where it began', () => {
    const wait = new Wait(120, 160)
    const after = Array.from({ length: 10 }, () => (wait.over(0), wait.ms))
    expect(after).toEqual([160, 160, 140, 140, 140, 120, 120, 120, 120, 120])
  })
  it('counts clean bursts anew after one with gaps', () => {
    const wait = new Wait(120, 160)
    wait.over(0)
    wait.over(0)
    wait.over(2)
    wait.over(0)
    expect(wait.ms).toBe(160)
  })
})

describe('another rate of the sound card', () => {
  it.each([44_100, 16_000, 96_000])('%i Hz keeps the tone and the time', (from) => {
    const tone = Float32Array.from({ length: from }, (_, n) => Math.sin((2 * Math.PI * 440 * n) / from))
    const resampler = new Resampler(from, RATE)
    const out: number[] = []
    for (let at = 0; at < tone.length; at += 128) out.push(...resampler.run(tone.subarray(at, at + 128)))
    expect(Math.abs(out.length - RATE)).toBeLessThan(4)
    let crossings = 0
    for (let n = 1; n < out.length; n += 1) if (out[n - 1]! < 0 && out[n]! >= 0) crossings += 1
    expect(Math.abs(crossings - 440)).toBeLessThanOrEqual(1)
  })
})
