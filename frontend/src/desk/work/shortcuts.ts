/** Keys of the desk: combinations only; nothing fires while a pinyin is being composed; nothing that acts fires from inside a text field. */

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
      if (!shortcut.alt && !shortcut.ctrl) throw new Error(`${shortcut.id}: a bare key may not be a shortcut`)
      const key = Shortcuts.key(shortcut.code, !!shortcut.alt, !!shortcut.ctrl, !!shortcut.shift)
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

/** `Alt+N` for the list. */
export function spelled(shortcut: Shortcut): string {
  const name = shortcut.code.replace(/^Key|^Digit/, '').replace('Slash', '/')
  return [shortcut.ctrl && 'Ctrl', shortcut.alt && 'Alt', shortcut.shift && 'Shift', name].filter(Boolean).join(' + ')
}
