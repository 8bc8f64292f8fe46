/** The speaker's side of the floor: every way a press can end, and no way in which a microphone stays open. */
import { describe, expect, it } from 'vitest'

import { ANSWER_MS, OFFER_MS, QUIET, step, type Do, type Event, type Floor } from '@/talk/floor'

const G = 7
type Loose = Event extends infer E ? (E extends { now: number } ? Omit<E, 'now'> & { now?: number } : never) : never

function play(...events: Loose[]): { floor: Floor; done: Do[]; last: Do[] } {
  let floor = QUIET
  const done: Do[] = []
  let last: Do[] = []
  events.forEach((event, n) => {
    ;[floor, last] = step(floor, { now: n, ...event } as Event)
    done.push(...last)
  })
  return { floor, done, last }
}
const press: Loose = { is: 'press', group: G }
const release: Loose = { is: 'release' }
const grant: Loose = { is: 'grant', group: G, burst: 11, rid: 1, maxMs: 30_000 }
const queued: Loose = { is: 'queued', group: G, place: 2 }
const names = (list: Do[]): string[] => list.map((one) => (one.do === 'tone' ? `tone ${one.tone}` : one.do))

describe('a press', () => {
  it('opens the microphone and asks at once', () => {
    expect(play(press).last).toEqual([{ do: 'open' }, { do: 'request', group: G, rid: 1 }])
  })
  it('that is granted sends what was said meanwhile', () => {
    const { floor, last } = play(press, grant)
    expect(floor).toMatchObject({ phase: 'talking', burst: 11, until: 30_001 })
    expect(last).toEqual([{ do: 'flush', burst: 11 }, { do: 'tone', tone: 'granted' }])
  })
  it('let go finishes, then gives the floor back', () => {
    const { floor, done } = play(press, grant, release, { is: 'sent' })
    expect(names(done)).toEqual(['open', 'request', 'flush', 'tone granted', 'finish', 'give'])
    expect(done.at(-1)).toEqual({ do: 'give', group: G, burst: 11 })
    expect(floor.phase).toBe('idle')
  })
  it('held down is one press, however often the key repeats', () => {
    expect(names(play(press, press, press).done)).toEqual(['open', 'request'])
  })
  it('let go before the answer asks for nothing any more, and a late grant is given back', () => {
    const { floor, done } = play(press, release, grant)
    expect(names(done)).toEqual(['open', 'request', 'forget', 'give', 'give'])
    expect(done.at(-1)).toEqual({ do: 'give', group: G, burst: 11 })
    expect(floor.phase).toBe('idle')
  })
  it('is not answered by the grant of the press before', () => {
    const { floor, last } = play(press, release, press, grant)
    expect(last).toEqual([{ do: 'give', group: G, burst: 11 }])
    expect(floor.phase).toBe('asking')
  })
  it('without an answer for a second is over, until the key was up', () => {
    const { floor, last } = play(press, { is: 'tick', now: ANSWER_MS }, press)
    expect(last).toEqual([])
    expect(floor).toMatchObject({ phase: 'refused', why: 'no_answer' })
    expect(play(press, { is: 'tick', now: ANSWER_MS }, release, press).floor.phase).toBe('asking')
  })
  it('that is denied says why', () => {
    expect(play(press, { is: 'deny', group: G, why: 'not_allowed' }).floor).toMatchObject({ phase: 'refused', why: 'not_allowed' })
  })
})

describe('in the queue', () => {
  it('what was said is forgotten', () => {
    const { floor, last } = play(press, queued)
    expect(names(last)).toEqual(['forget', 'tone queued'])
    expect(floor).toMatchObject({ phase: 'queued', place: 2 })
  })
  it('the turn comes while the key is down: the microphone opens now', () => {
    const { floor, last } = play(press, queued, { ...queued, place: 1 } as Loose, grant)
    expect(names(last)).toEqual(['open', 'flush', 'tone granted'])
    expect(floor.phase).toBe('talking')
  })
  it('the turn comes after the key is up: one more press within three seconds', () => {
    const offered = play(press, queued, release, grant)
    expect(names(offered.last)).toEqual(['tone offered'])
    expect(offered.floor.phase).toBe('offered')
    const taken = play(press, queued, release, grant, press)
    expect(names(taken.last)).toEqual(['open', 'flush'])
    expect(taken.floor.phase).toBe('talking')
  })
  it('the turn nobody takes is given back', () => {
    const { floor, last } = play(press, queued, release, grant, { is: 'tick', now: 3 + OFFER_MS })
    expect(last).toEqual([{ do: 'give', group: G, burst: 11 }])
    expect(floor.phase).toBe('idle')
  })
})

describe('taken away', () => {
  it('the microphone stops at once and the key does nothing until it was up', () => {
    const { floor, last } = play(press, grant, { is: 'revoke', group: G, why: 'preempted' })
    expect(names(last)).toEqual(['stop', 'tone denied'])
    expect(floor).toMatchObject({ phase: 'refused', why: 'preempted' })
  })
  it('of another group means nothing to us', () => {
    expect(play(press, grant, { is: 'revoke', group: 8, why: 'limit' }).floor.phase).toBe('talking')
  })
  it('by a broken connection is the same', () => {
    expect(play(press, grant, { is: 'lost' }).floor).toMatchObject({ phase: 'refused', why: 'lost' })
  })
  it('an encoder that never ends does not keep the floor', () => {
    const { floor, last } = play(press, grant, release, { is: 'tick', now: 2 + ANSWER_MS })
    expect(names(last)).toEqual(['stop', 'give'])
    expect(floor.phase).toBe('idle')
  })
})

it('whatever comes, an idle floor has no open microphone', () => {
  const kinds: Loose[] = [press, release, grant, queued, { is: 'deny', group: G, why: 'x' }, { is: 'revoke', group: G, why: 'x' }, { is: 'sent' }, { is: 'lost' }, { is: 'tick', now: 1_000_000 }]
  let seed = 1
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647
  for (let run = 0; run < 500; run += 1) {
    let floor = QUIET
    let open = false
    for (let n = 0; n < 25; n += 1) {
      const event = { now: n * 100, ...kinds[Math.floor(random() * kinds.length)]! } as Event
      const [next, todo] = step(floor, event)
      floor = next
      for (const one of todo) {
        if (one.do === 'open') open = true
        if (one.do === 'forget' || one.do === 'stop' || one.do === 'finish') open = false
      }
      expect(open).toBe(floor.phase === 'asking' || floor.phase === 'talking')
    }
  }
})
