/** The key that talks: a combination by default, or whatever key a person taught – a pedal, a handset, a media key. Pure. */

export interface TalkKey {
  /** Physical key; hardware sends what it likes. */
  code: string
  ctrl: boolean
  alt: boolean
  shift: boolean
}

/** A combination as the desk's others; no browser and no input method has it. */
export const DEFAULT: TalkKey = { code: 'KeyV', ctrl: false, alt: true, shift: false }

export interface Press {
  code: string
  key: string
  ctrlKey: boolean
  altKey: boolean
  shiftKey: boolean
  metaKey: boolean
}

const MODIFIERS = /^(Control|Alt|Shift|Meta|OS)(Left|Right)?$/
/** Keys people write and move with: alone none of them may talk. */
const WRITES = /^(Key[A-Z]|Digit\d|Numpad.*|Space|Enter|Tab|Escape|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow.*|Minus|Equal|Bracket.*|Backslash|Semicolon|Quote|Backquote|Comma|Period|Slash|Intl.*|CapsLock|NumLock|ScrollLock|PrintScreen|ContextMenu|Lang\d|Convert|NonConvert|KanaMode)$/
/** The browser's or the desk's own, with or without modifiers. */
const TAKEN = /^F([1-9]|1[0-2])$/
/** The browser closes, prints or leaves with these. */
const BROWSERS = new Set(['Ctrl+KeyN', 'Ctrl+KeyT', 'Ctrl+KeyW', 'Ctrl+KeyR', 'Ctrl+KeyL', 'Ctrl+KeyP', 'Ctrl+KeyK', 'Ctrl+Tab', 'Alt+F4', 'Alt+Tab', 'Alt+Space', 'Alt+ArrowLeft', 'Alt+ArrowRight', 'Ctrl+Space', 'Shift+Space'])

export type Refused = 'unknown' | 'modifier' | 'bare' | 'taken'

/** What somebody pressed to teach it; or why it cannot be the one. `desk`: what the desk's shortcuts use already, spelled as `spell`. */
export function learn(press: Press, desk: readonly string[] = []): TalkKey | Refused {
  const { code, ctrlKey: ctrl, altKey: alt, shiftKey: shift } = press
  // Android handsets send keys without a code; their name is at least something to tell them by.
  const name = code && code !== 'Unidentified' ? code : press.key && press.key !== 'Unidentified' && press.key.length > 1 ? `key:${press.key}` : ''
  if (name === '') return 'unknown'
  if (MODIFIERS.test(name)) return 'modifier'
  if (press.metaKey || TAKEN.test(name)) return 'taken'
  if (!ctrl && !alt && WRITES.test(name)) return 'bare'
  const key: TalkKey = { code: name, ctrl, alt, shift }
  return BROWSERS.has(spell(key)) || desk.includes(spell(key)) ? 'taken' : key
}

/** Down must match with its modifiers; up is the key alone, whatever was let go first. */
export function matchesDown(key: TalkKey, press: Press): boolean {
  return sameKey(key, press) && key.ctrl === press.ctrlKey && key.alt === press.altKey && key.shift === press.shiftKey && !press.metaKey
}
/** A modifier let go ends it too: some systems never report the key itself after that. */
export function matchesUp(key: TalkKey, press: Press): boolean {
  if (sameKey(key, press)) return true
  return (key.ctrl && press.key === 'Control') || (key.alt && press.key === 'Alt') || (key.shift && press.key === 'Shift')
}
function sameKey(key: TalkKey, press: Press): boolean {
  return key.code.startsWith('key:') ? key.code.slice(4) === press.key : key.code === press.code
}

/** A learned key without modifiers comes from hardware nobody types on: it works in text fields too. */
export function worksInFields(key: TalkKey): boolean {
  return !WRITES.test(key.code)
}

export function spell(key: TalkKey): string {
  return `${key.ctrl ? 'Ctrl+' : ''}${key.alt ? 'Alt+' : ''}${key.shift ? 'Shift+' : ''}${key.code}`
}
/** As it is printed on the key. */
export function show(key: TalkKey): string {
  const name = key.code.replace(/^key:|^Key|^Digit/, '').replace('Backquote', '`')
  return [key.ctrl && 'Ctrl', key.alt && 'Alt', key.shift && 'Shift', name].filter(Boolean).join(' + ')
}

export function read(text: string | null): TalkKey {
  try {
    const kept = JSON.parse(text ?? '') as Partial<TalkKey>
    if (typeof kept.code === 'string' && kept.code !== '') return { code: kept.code, ctrl: kept.ctrl === true, alt: kept.alt === true, shift: kept.shift === true }
  } catch {
    // nothing kept, or not by us
  }
  return DEFAULT
}
