/** Which keys may talk, and when a press is one and ends. */
import { describe, expect, it } from 'vitest'

import { DEFAULT, learn, matchesDown, matchesUp, read, show, worksInFields, type Press } from '@/talk/keys'

const press = (code: string, more: Partial<Press> = {}): Press => ({ code, key: '', ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...more })

describe('a key that is taught', () => {
  it.each([['F13'], ['MediaPlayPause'], ['AudioVolumeUp'], ['Pause'], ['LaunchApp1']])('%s of a pedal or a handset may be alone', (code) => {
    expect(learn(press(code))).toEqual({ code, ctrl: false, alt: false, shift: false })
  })
  it('a key of a handset that has only a name is told by it', () => {
    const learned = learn(press('', { key: 'PTT' }))
    expect(learned).toMatchObject({ code: 'key:PTT' })
    expect(matchesDown(learned as never, press('', { key: 'PTT' }))).toBe(true)
  })
  it.each([['Space'], ['KeyV'], ['Digit1'], ['Enter'], ['ArrowUp'], ['Numpad0'], ['Backquote']])('%s alone is for writing', (code) => expect(learn(press(code))).toBe('bare'))
  it('shift alone makes no combination', () => expect(learn(press('KeyV', { shiftKey: true }))).toBe('bare'))
  it.each([['F2'], ['F5'], ['F9'], ['F12']])('%s belongs to the browser or the desk', (code) => expect(learn(press(code))).toBe('taken'))
  it('what closes a tab does not talk', () => expect(learn(press('KeyW', { ctrlKey: true }))).toBe('taken'))
  it('what the desk uses does not talk', () => expect(learn(press('KeyA', { altKey: true }), ['Alt+KeyA'])).toBe('taken'))
  it('a modifier alone is not a key', () => expect(learn(press('ControlLeft', { ctrlKey: true }))).toBe('modifier'))
  it('a key without any name cannot be told from others', () => expect(learn(press('', { key: 'Unidentified' }))).toBe('unknown'))
  it('a combination is kept as it was pressed', () => expect(learn(press('KeyV', { altKey: true, shiftKey: true }))).toEqual({ code: 'KeyV', ctrl: false, alt: true, shift: true }))
})

describe('the default', () => {
  it('is no single key', () => expect(DEFAULT.ctrl || DEFAULT.alt).toBe(true))
  it('could have been taught', () => expect(learn(press(DEFAULT.code, { ctrlKey: DEFAULT.ctrl, altKey: DEFAULT.alt }))).toEqual(DEFAULT))
  it('is what a strange store gives', () => expect([read(null), read('{'), read('{"code":5}')]).toEqual([DEFAULT, DEFAULT, DEFAULT]))
  it('reads as on the keyboard', () => expect(show(DEFAULT)).toBe('Alt + V'))
})

describe('a press', () => {
  it('needs exactly its modifiers', () => {
    expect(matchesDown(DEFAULT, press('KeyV', { altKey: true }))).toBe(true)
    expect(matchesDown(DEFAULT, press('KeyV'))).toBe(false)
    expect(matchesDown(DEFAULT, press('KeyV', { altKey: true, ctrlKey: true }))).toBe(false)
  })
  it('ends with the key or with its modifier, whichever goes first', () => {
    expect(matchesUp(DEFAULT, press('KeyV'))).toBe(true)
    expect(matchesUp(DEFAULT, press('AltLeft', { key: 'Alt' }))).toBe(true)
    expect(matchesUp(DEFAULT, press('KeyX', { key: 'x', altKey: true }))).toBe(false)
  })
  it('of a hardware key works in a text field, a combination with a letter does not', () => {
    expect(worksInFields({ ...DEFAULT, code: 'F13', alt: false })).toBe(true)
    expect(worksInFields(DEFAULT)).toBe(false)
  })
})
