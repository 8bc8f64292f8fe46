/** The talk key on the keyboard: down talks, up ends, and so does whatever could swallow the up. */
import { onMounted, onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'

import { matchesDown, matchesUp, read, worksInFields, type TalkKey } from './keys'

const STORE = 'ecc.talk.key'

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement) return !['button', 'checkbox', 'radio', 'range', 'submit'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

export function useTalkKey(enabled: () => boolean, down: () => void, up: () => void): { key: ShallowRef<TalkKey>; teach(key: TalkKey): void; learning: ShallowRef<boolean> } {
  const key = shallowRef(read(localStorage.getItem(STORE)))
  /** While a key is taught none talks. */
  const learning = shallowRef(false)
  let held = false
  let composing = false

  function pressed(event: KeyboardEvent): void {
    if (!matchesDown(key.value, event) || learning.value) return
    // 229 is what old Chromium reports for a key the IME swallowed.
    if (event.isComposing || composing || event.keyCode === 229 || !enabled()) return
    if (typing(event.target) && !worksInFields(key.value)) return
    event.preventDefault()
    if (event.repeat || held) return
    held = true
    down()
  }
  function released(event: KeyboardEvent): void {
    if (!held || !matchesUp(key.value, event)) return
    event.preventDefault()
    letGo()
  }
  function letGo(): void {
    if (!held) return
    held = false
    up()
  }
  const start = (): void => void (composing = true)
  const end = (): void => void (composing = false)
  const hidden = (): void => void (document.hidden && letGo())

  onMounted(() => {
    document.addEventListener('keydown', pressed, true)
    document.addEventListener('keyup', released, true)
    document.addEventListener('compositionstart', start)
    document.addEventListener('compositionend', end)
    document.addEventListener('visibilitychange', hidden)
    // The up of a key goes to whichever window has the focus then.
    window.addEventListener('blur', letGo)
    window.addEventListener('pagehide', letGo)
  })
  onBeforeUnmount(() => {
    letGo()
    document.removeEventListener('keydown', pressed, true)
    document.removeEventListener('keyup', released, true)
    document.removeEventListener('compositionstart', start)
    document.removeEventListener('compositionend', end)
    document.removeEventListener('visibilitychange', hidden)
    window.removeEventListener('blur', letGo)
    window.removeEventListener('pagehide', letGo)
  })
  return {
    key, learning,
    teach(next) {
      key.value = next
      localStorage.setItem(STORE, JSON.stringify(next))
    },
  }
}
