import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { Shortcuts, spelled } from '@/desk/work/shortcuts'

let keys: Shortcuts
const act = vi.fn()
const move = vi.fn()
let input: HTMLInputElement
let detach: () => void

beforeEach(() => {
  document.body.innerHTML = '<input type="text"><button>核实</button>'
  input = document.querySelector('input')!
  act.mockClear()
  move.mockClear()
  keys = new Shortcuts()
  keys.add({ id: 'ack', code: 'KeyA', alt: true, inInput: false, run: act }, { id: 'new', code: 'KeyN', alt: true, inInput: true, run: move })
  detach = keys.attach(document.body)
})
afterEach(() => detach())

const press = (target: Element, code: string, more: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { code, altKey: true, bubbles: true, cancelable: true, ...more }))

test('a combination fires once, a held key does not repeat it', () => {
  press(document.body, 'KeyA')
  press(document.body, 'KeyA', { repeat: true })
  expect(act).toHaveBeenCalledTimes(1)
})

test('a bare key does nothing and cannot be declared', () => {
  press(document.body, 'KeyA', { altKey: false })
  expect(act).not.toHaveBeenCalled()
  expect(() => keys.add({ id: 'bad', code: 'Space', inInput: false, run: act })).toThrow(/bare key/)
})

test('function keys move about where no browser uses them; they never act, and none is taken from the browser', () => {
  const go = vi.fn()
  keys.add({ id: 'next', code: 'F8', inInput: true, run: go })
  press(input, 'F8', { altKey: false })
  expect(go).toHaveBeenCalledTimes(1)
  expect(() => keys.add({ id: 'ack', code: 'F9', inInput: false, run: act })).toThrow(/bare key/)
  for (const code of ['F1', 'F3', 'F4', 'F5', 'F6', 'F7', 'F10', 'F11', 'F12']) expect(() => keys.add({ id: 'x', code, inInput: true, run: go })).toThrow(/browser/)
  expect(() => keys.add({ id: 'x', code: 'KeyT', ctrl: true, inInput: true, run: go })).toThrow(/browser/)
  expect(spelled({ id: '', code: 'F8', inInput: true, run: go })).toBe('F8')
})

test('two meanings for one combination are refused', () => {
  expect(() => keys.add({ id: 'again', code: 'KeyA', alt: true, inInput: false, run: act })).toThrow(/taken/)
})

test('while a pinyin is composed no key fires, neither by flag, by event nor by code 229', () => {
  press(input, 'KeyN', { isComposing: true })
  press(input, 'KeyN', { keyCode: 229 } as KeyboardEventInit)
  input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
  press(input, 'KeyN')
  expect(move).not.toHaveBeenCalled()
  input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '你' }))
  press(input, 'KeyN')
  expect(move).toHaveBeenCalledTimes(1)
})

test('the key the IME replaced by Process is still known by its place on the keyboard', () => {
  press(document.body, 'KeyA', { key: 'Process' })
  expect(act).toHaveBeenCalledTimes(1)
})

test('inside a text field moving is allowed, acknowledging is not', () => {
  press(input, 'KeyA')
  press(input, 'KeyN')
  expect(act).not.toHaveBeenCalled()
  expect(move).toHaveBeenCalledTimes(1)
})

test('on a button all combinations work', () => {
  press(document.querySelector('button')!, 'KeyA')
  expect(act).toHaveBeenCalledTimes(1)
})

test('other modifiers are another combination', () => {
  press(document.body, 'KeyA', { ctrlKey: true })
  press(document.body, 'KeyA', { metaKey: true })
  expect(act).not.toHaveBeenCalled()
})

test('behind the lock nothing fires', () => {
  const locked = new Shortcuts(() => false)
  locked.add({ id: 'ack', code: 'KeyB', alt: true, inInput: false, run: act })
  const off = locked.attach(document.body)
  press(document.body, 'KeyB')
  off()
  expect(act).not.toHaveBeenCalled()
})

test('the list spells combinations as they are printed on keys', () => {
  expect(spelled({ id: '', code: 'KeyN', alt: true, inInput: true, run: act })).toBe('Alt + N')
  expect(spelled({ id: '', code: 'Digit1', alt: true, inInput: true, run: act })).toBe('Alt + 1')
  expect(spelled({ id: '', code: 'Slash', alt: true, inInput: true, run: act })).toBe('Alt + /')
})
