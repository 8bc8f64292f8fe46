import { describe, expect, it } from 'vitest'

import { features, paneOf, readLayout, shown } from '@/desk/windows/layout'
import { GONE_MS, leaderOf, Presence, type Here, type Word } from '@/desk/windows/presence'

const here = (id: string, since: number, more: Partial<Here> = {}): Here => ({ id, since, pane: null, audible: true, ...more })

/** Windows that hear each other at once, as over a BroadcastChannel. */
class Desk {
  readonly windows = new Map<string, Presence>()
  now = 0

  open(one: Here): Presence {
    const window = new Presence(one)
    this.windows.set(one.id, window)
    this.say(one.id, window.tick(this.now))
    return window
  }
  say(from: string, words: Word[]): void {
    for (const word of words)
      for (const [id, other] of this.windows) {
        if (id === from) continue
        const answer = other.hear(word, this.now)
        if (answer) this.say(id, [answer])
      }
  }
  /** `asleep`: windows whose timers the browser has stopped; they answer all the same. */
  pass(ms: number, asleep: string[] = []): void {
    for (const end = this.now + ms; this.now < end; ) {
      this.now += 1000
      for (const [id, window] of this.windows) if (!asleep.includes(id)) this.say(id, window.tick(this.now))
    }
  }
  sounding(): string[] {
    return [...this.windows].filter(([, window]) => window.leads).map(([id]) => id)
  }
}

describe('one desk in several windows', () => {
  it('has exactly one that sounds, and a new window does not take it over', () => {
    const desk = new Desk()
    desk.open(here('a', 1))
    desk.open(here('b', 2))
    desk.open(here('c', 3))
    expect(desk.sounding()).toEqual(['a'])
  })
  it('sounds on in the next window when the sounding one is closed', () => {
    const desk = new Desk()
    const a = desk.open(here('a', 1))
    desk.open(here('b', 2))
    desk.open(here('c', 3))
    desk.windows.delete('a')
    desk.say('a', [a.bye()])
    expect(desk.sounding()).toEqual(['b'])
  })
  it('sounds on within seconds when the sounding one crashes', () => {
    const desk = new Desk()
    desk.open(here('a', 1))
    desk.open(here('b', 2))
    desk.windows.delete('a')
    expect(desk.sounding()).toEqual([])
    desk.pass(GONE_MS + 1000)
    expect(desk.sounding()).toEqual(['b'])
  })
  it('keeps a hidden window, whose timers the browser stops, as long as it answers', () => {
    const desk = new Desk()
    desk.open(here('a', 1))
    desk.open(here('b', 2))
    desk.pass(60_000, ['a'])
    expect(desk.sounding()).toEqual(['a'])
  })
  it('prefers a window the browser lets play; when none may, still names one', () => {
    expect(leaderOf([here('a', 1, { audible: false }), here('b', 2)])).toBe('b')
    expect(leaderOf([here('a', 1, { audible: false }), here('b', 2, { audible: false })])).toBe('a')
    const desk = new Desk()
    const a = desk.open(here('a', 1, { audible: false }))
    desk.open(here('b', 2))
    expect(desk.sounding()).toEqual(['b'])
    desk.say('a', [a.change({ audible: true })])
    expect(desk.sounding()).toEqual(['a'])
  })
  it('does not forget the others because this computer slept', () => {
    const desk = new Desk()
    const a = desk.open(here('a', 1))
    desk.open(here('b', 2, { pane: 'map' }))
    desk.now += 600_000
    a.tick(desk.now, 600_000)
    expect(a.elsewhere).toEqual(['map'])
  })
  it('shows in the main window what no other window shows', () => {
    const desk = new Desk()
    const main = desk.open(here('main', 1))
    const map = desk.open(here('m', 2, { pane: 'map' }))
    expect(shown(null, main.elsewhere)).toEqual(['queue', 'incident'])
    desk.windows.delete('m')
    desk.say('m', [map.bye()])
    expect(shown(null, main.elsewhere)).toEqual(['queue', 'map', 'incident'])
    expect(shown('map', [])).toEqual(['map'])
  })
})

describe('windows that come back where they stood', () => {
  it('reads what it kept and nothing else', () => {
    const kept = { open: ['map', 'x'], frames: { map: { x: -1920, y: 0, width: 1920, height: 1080 }, queue: { x: 'a' } } }
    expect(readLayout(JSON.stringify(kept))).toEqual({ open: ['map'], frames: { map: kept.frames.map } })
    for (const strange of [null, '', '{', '[]', '7', '{"open":7,"frames":8}']) expect(readLayout(strange)).toEqual({ open: [], frames: {} })
  })
  it('does not bring a folded window back too small to use', () => {
    expect(readLayout('{"frames":{"map":{"x":0,"y":0,"width":10,"height":10}}}').frames.map).toEqual({ x: 0, y: 0, width: 480, height: 360 })
  })
  it('opens on the screen it stood on', () => {
    expect(features({ x: -1920, y: 10, width: 800, height: 600 })).toBe('popup,left=-1920,top=10,width=800,height=600')
    expect(paneOf('?pane=map')).toBe('map')
    expect(paneOf('?pane=all')).toBeNull()
  })
})
