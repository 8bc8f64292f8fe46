/** What the desk asks for before a terminal is told something, and what it sends. */
import { describe, expect, it } from 'vitest'

import { asked, paramsOf, underWay, wentWrong, type CommandKind, type CommandRow } from '@/desk/devices/wire'

const kind = (name: string, fields: string[]): CommandKind => ({ name, words: name, fields, danger: false, second: false, allowed: true, why: '', offered: {} })
const row = (state: CommandRow['state']): CommandRow => ({ state }) as CommandRow

describe('a command about to be given', () => {
  it('asks for what a person knows and never for our own addresses', () => {
    expect(asked(kind('live_start', ['video_id', 'quality', 'url', 'watch_url', 'protocol', 'incident']))).toEqual(['quality'])
    expect(asked(kind('fly_to_point', ['lon', 'lat', 'height', 'speed']))).toEqual(['lon', 'height', 'speed'])
    expect(asked(kind('flight_prepare', ['url', 'md5', 'rth_height', 'execute_ms']))).toEqual(['url', 'md5', 'rth_height'])
  })
  it('is not ready without its point and its height, and sends numbers as numbers', () => {
    const fly = kind('fly_to_point', ['lon', 'lat', 'height', 'speed'])
    expect(paramsOf(fly, { height: '320' }, null)).toBeNull()
    expect(paramsOf(fly, {}, { lon: 113.5, lat: 23.5 })).toBeNull()
    expect(paramsOf(fly, { height: 'hoch' }, { lon: 113.5, lat: 23.5 })).toBeNull()
    expect(paramsOf(fly, { height: ' 320 ', speed: '' }, { lon: 113.5, lat: 23.5 })).toEqual({ lon: 113.5, lat: 23.5, height: 320 })
  })
  it('sends nothing where nothing is asked', () => {
    expect(paramsOf(kind('return_home', []), { quality: '0' }, null)).toEqual({})
    expect(paramsOf(kind('text', ['text']), { text: '  ' }, null)).toBeNull()
  })
})

describe('where a command stands', () => {
  it('is under way until the device or the clock has ended it', () => {
    expect((['asked', 'issued', 'sent', 'accepted'] as const).every((state) => underWay(row(state)) && !wentWrong(row(state)))).toBe(true)
    expect((['failed', 'timed_out', 'expired', 'refused'] as const).every((state) => wentWrong(row(state)) && !underWay(row(state)))).toBe(true)
    expect(underWay(row('done')) || wentWrong(row('done'))).toBe(false)
  })
})
