import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Board } from '@/live/board'
import { reduce, type LogEvent, type State } from '@/live/reduce'

interface Case {
  name: string
  before: State
  events: Array<Pick<LogEvent, 'kind' | 'body'>>
  after: State
}

// reduce.json: the rule's corners, by hand. story.json: what the server's actions really tell, written by Python.
const golden = {
  cases: ['reduce', 'story'].flatMap((name) => (JSON.parse(readFileSync(`../tests/golden/${name}.json`, 'utf8')) as { cases: Case[] }).cases),
}

/** A table whose last row went is the same as no table. */
function withoutEmpty(state: State): State {
  return Object.fromEntries(Object.entries(state).filter(([, rows]) => Object.keys(rows).length))
}

function boardState(board: Board, tables: Iterable<string>): State {
  const state: State = {}
  for (const name of tables) state[name] = Object.fromEntries(board.table(name).value as Map<string, never>)
  return state
}

const asEvents = (events: Case['events']): LogEvent[] =>
  events.map((event, n) => ({ seq: n + 1, v: 1, at: '2026-11-21T22:00:00+08:00', actor: 'user:1', x: null, ...event }))

function loaded(before: State): Board {
  const board = new Board()
  board.load([{ epoch: 'e', heads: {}, at: '', scope: 'area:4401', state: structuredClone(before), limits: {} }])
  return board
}

describe('reduce agrees with the server, case by case', () => {
  it('has cases', () => expect(existsSync('../tests/golden/reduce.json') && golden.cases.length).toBeGreaterThan(3))
  for (const { name, before, events, after } of golden.cases) {
    it(name, () => {
      const untouched = structuredClone(before)
      expect(withoutEmpty(reduce(before, events))).toEqual(withoutEmpty(after))
      expect(before).toEqual(untouched)
    })
    it(`${name} – and the board in place gives the same`, () => {
      const board = loaded(before)
      board.apply(asEvents(events))
      expect(withoutEmpty(boardState(board, new Set([...Object.keys(before), ...Object.keys(after)])))).toEqual(withoutEmpty(after))
    })
  }
})

describe('any way of cutting a history gives the same state', () => {
  /** Small, seeded, repeatable. */
  function random(seed: number): () => number {
    let s = seed
    return () => (s = (s * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff
  }
  const VERBS = ['raised', 'changed', 'left', 'entered', 'noted', 'acknowledged']

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('seed %i', (seed) => {
    const next = random(seed)
    const pick = <T>(from: T[]): T => from[Math.floor(next() * from.length)]
    const events = Array.from({ length: 200 }, () => ({
      kind: `${pick(['alarm', 'unit'])}.${pick(VERBS)}`,
      body: { id: Math.floor(next() * 6), area: pick(['440117', '440118']), [pick(['a', 'b', 'c'])]: Math.floor(next() * 9) },
    }))
    const whole = reduce({}, events)
    const cut = Math.floor(next() * 200)
    expect(reduce(reduce({}, events.slice(0, cut)), events.slice(cut))).toEqual(whole)
    const board = loaded(reduce({}, events.slice(0, cut)))
    board.apply(asEvents(events.slice(cut)))
    expect(withoutEmpty(boardState(board, ['alarms', 'units']))).toEqual(withoutEmpty(whole))
  })
})

describe('the board', () => {
  it('forgets rows a new snapshot does not name', () => {
    const board = loaded({ alarms: { 1: { id: 1 } } })
    board.load([{ epoch: 'e', heads: {}, at: '', scope: '', state: { alarms: { 2: { id: 2 } } }, limits: {} }])
    expect([...board.table('alarms').value.keys()]).toEqual(['2'])
  })

  it('tells watchers every event, also those that change no row', () => {
    const board = loaded({ incidents: { 4: { id: 4 } } })
    const heard: string[] = []
    board.watch((table, id, row, event) => heard.push(`${event.kind} ${table} ${id} ${row === null}`))
    board.apply(asEvents([{ kind: 'incident.noted', body: { id: 4 } }, { kind: 'incident.changed', body: { id: 4, phase: 'x' } }]))
    expect(heard).toEqual(['incident.noted incidents 4 true', 'incident.changed incidents 4 false'])
  })
})
