import { describe, expect, it } from 'vitest'

import type { Session } from '@/api/types'
import { countOf, setCount } from '@/desk/functions/counts'
import { followFunction, KEYS, onFunction, openFunction, useFunction, type Shown } from '@/desk/functions/function'
import { KNOWN, knownTo } from '@/desk/functions/known'
import { Shortcuts } from '@/desk/work/shortcuts'
import { tabShortcuts } from '@/desk/incident/tabs'
import zh from '@/i18n/functions.zh-CN'
import desk from '@/i18n/desk.zh-CN'

const officer = (verbs: string[]): Session => ({ posts: [{ area: '4401', verbs }] }) as unknown as Session

describe('the functions of the desk', () => {
  it('come back as they were left, and tell the other windows once', () => {
    const told: Shown[] = []
    const stop = onFunction((shown) => told.push(shown))
    const { current, item, open, choose } = useFunction()
    open('duty', 'roster')
    choose('log')
    choose('log')
    open('dispatch')
    open('duty')
    expect([current.value, item.value]).toEqual(['duty', 'log'])
    expect(told.map((one) => `${one.key}:${one.item}`)).toEqual(['duty:roster', 'duty:log', 'dispatch:null', 'duty:log'])
    stop()
    openFunction('dispatch')
    expect(told).toHaveLength(4)
  })

  it('follow another window without telling it on', () => {
    const told: Shown[] = []
    const stop = onFunction((shown) => told.push(shown))
    followFunction({ key: 'duty', item: 7 })
    expect([useFunction().current.value, useFunction().item.value]).toEqual(['duty', 7])
    expect(told).toEqual([])
    stop()
    openFunction('dispatch')
  })

  it('stand in the order of the plan, each with a name, a short name and a key nobody else has', () => {
    const keys = new Shortcuts()
    keys.add(...tabShortcuts(() => {}), ...KNOWN.map(({ key, code }) => ({ id: `fn_${key}`, code, alt: true, shift: true, inInput: true, run: () => {} })))
    const order = knownTo(officer(['*'])).map((one) => KEYS.indexOf(one.key))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    for (const key of KEYS) expect([zh.functions.name[key], zh.functions.short[key].length, desk.desk.keys[`fn_${key}`]]).toEqual([expect.any(String), 2, expect.stringContaining(zh.functions.name[key])])
  })

  it('are hidden from whoever holds none of their verbs', () => {
    const limited = KNOWN.filter((one) => one.verbs)
    const open = KNOWN.filter((one) => !one.verbs).map((one) => one.key)
    expect(new Set(knownTo(officer([])).map((one) => one.key))).toEqual(new Set(open))
    for (const one of limited) expect(knownTo(officer([one.verbs![0]])).map((found) => found.key)).toContain(one.key)
  })

  it('count only what is there', () => {
    setCount('inbox', { n: 3, late: true })
    expect(countOf('inbox')).toEqual({ n: 3, late: true })
    setCount('inbox', { n: 0, late: false })
    expect(countOf('inbox')).toBeUndefined()
  })
})
