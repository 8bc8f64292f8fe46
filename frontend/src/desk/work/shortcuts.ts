/** Keys of the desk: combinations, and the few function keys no browser uses; nothing fires while a pinyin is being composed; nothing that acts fires from inside a text field. */

export interface Shortcut {
  id: string
  /** Physical key (`KeyN`), because an IME replaces `event.key` by `Process`. */
  code: string
  alt?: boolean
  ctrl?: boolean
  shift?: boolean
  /** Moving about is allowed while typing; acknowledging and issuing are not. */
  inInput: boolean
  run: () => void
}

/** Function keys browsers leave alone. F1 help, F3 search, F5 reload, F6 address, F7 caret, F10 menu, F11 full screen, F12 tools, F4 address in Edge stay theirs. */
const FREE = ['F2', 'F8', 'F9']
/** Taken by the browser or the system before the page hears of them, or too dangerous to be taken from it. */
const THEIRS = new Set(['Ctrl+KeyN', 'Ctrl+KeyT', 'Ctrl+KeyW', 'Ctrl+KeyR', 'Ctrl+KeyL', 'Alt+F4', 'Alt+KeyD', 'Alt+ArrowLeft', 'Alt+ArrowRight', 'Alt+Tab', 'Alt+Space'])

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement) return !['button', 'checkbox', 'radio', 'range', 'submit'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

export class Shortcuts {
  private readonly table = new Map<string, Shortcut>()
  private composing = false

  constructor(private readonly enabled: () => boolean = () => true) {}

  add(...shortcuts: Shortcut[]): void {
    for (const shortcut of shortcuts) {
      const function_ = /^F\d+$/.test(shortcut.code)
      if (!shortcut.alt && !shortcut.ctrl && !(function_ && shortcut.inInput)) throw new Error(`${shortcut.id}: a bare key may not be a shortcut`)
      if (function_ && !FREE.includes(shortcut.code)) throw new Error(`${shortcut.id}: ${shortcut.code} belongs to the browser`)
      const key = Shortcuts.key(shortcut.code, !!shortcut.alt, !!shortcut.ctrl, !!shortcut.shift)
      if (THEIRS.has(key)) throw new Error(`${shortcut.id}: ${key} belongs to the browser`)
      if (this.table.has(key)) throw new Error(`${shortcut.id}: ${key} is taken by ${this.table.get(key)!.id}`)
      this.table.set(key, shortcut)
    }
  }

  list(): Shortcut[] {
    return [...this.table.values()]
  }

  /** Returns the way to detach. */
  attach(target: Document | HTMLElement): () => void {
    const down = (event: Event): void => this.down(event as KeyboardEvent)
    const start = (): void => void (this.composing = true)
    const end = (): void => void (this.composing = false)
    target.addEventListener('keydown', down)
    target.addEventListener('compositionstart', start)
    target.addEventListener('compositionend', end)
    return () => {
      target.removeEventListener('keydown', down)
      target.removeEventListener('compositionstart', start)
      target.removeEventListener('compositionend', end)
    }
  }

  private down(event: KeyboardEvent): void {
    // 229 is what old Chromium reports for a key the IME swallowed, also when isComposing is not set yet.
    if (event.isComposing || this.composing || event.keyCode === 229 || event.repeat || event.metaKey) return
    const shortcut = this.table.get(Shortcuts.key(event.code, event.altKey, event.ctrlKey, event.shiftKey))
    if (!shortcut || !this.enabled()) return
    if (typing(event.target) && !shortcut.inInput) return
    event.preventDefault()
    shortcut.run()
  }

  private static key(code: string, alt: boolean, ctrl: boolean, shift: boolean): string {
    return `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${code}`
  }
}

/** `Alt+KeyN`: the keys themselves, to tell one combination from another. */
export function pressed({ code, ctrl, alt, shift }: Pick<Shortcut, 'code' | 'ctrl' | 'alt' | 'shift'>): string {
  return `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${code}`
}

/** `Alt+N` for the list. */
export function spelled(shortcut: Shortcut): string {
  const name = shortcut.code.replace(/^Key|^Digit/, '').replace('Slash', '/')
  return [shortcut.ctrl && 'Ctrl', shortcut.alt && 'Alt', shortcut.shift && 'Shift', name].filter(Boolean).join(' + ')
}
