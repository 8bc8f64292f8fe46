/** What the keys of the desk do: moving about with function keys and Alt, acting only with combinations. */
import { nextTick, onBeforeUnmount, onMounted } from 'vue'

import { openFunction } from './functions/function'
import { knownTo } from './functions/known'
import { openTab, tabShortcuts } from './incident/tabs'
import type { Act, Desk } from './desk'
import type { LeftTab } from './panes/LeftPane.vue'
import { openPress } from './onekey/opened'
import { planning } from './plan/marked'
import { driving } from './walls/opened'
import { inQueueOrder } from './work/queue'
import { Shortcuts } from './work/shortcuts'

export interface Around {
  desk: Desk
  act: Act
  enabled: () => boolean
  tab: (next: LeftTab) => void
  mute: () => void
  lock: () => void
  palette: () => void
  list: () => void
}

export interface Keys {
  keys: Shortcuts
  newAlarm: () => void
  acknowledge: () => void
}

/** The pane's own first stop: what says so, else what is selected, else the first thing that can be reached. */
async function focusIn(selector: string): Promise<void> {
  await nextTick()
  // A pane that is put away for another function is still there, but nobody sees it.
  const panes = [...document.querySelectorAll<HTMLElement>(selector)]
  const pane = panes.find((one) => one.style.display !== 'none' && !one.closest('[style*="display: none"]')) ?? panes[0]
  const target =
    pane?.querySelector<HTMLElement>('[data-first]:not(:disabled)') ??
    pane?.querySelector<HTMLElement>('.selected, .row, input.first, textarea.first, button, input, textarea, select, [tabindex]')
  ;(target ?? pane)?.focus()
}

export function useKeys({ desk, act, enabled, tab, mute, lock, palette, list }: Around): Keys {
  const alarms = desk.live.board.table('alarms')

  function newAlarm(): void {
    if (!desk.usable.value) return
    openFunction('dispatch')
    desk.right.value = 'new-alarm'
    void focusIn('.right')
  }
  function acknowledge(): void {
    const alarm = desk.alarm.value
    if (!alarm || alarm.acked_by || !desk.usable.value) return
    void act.run('acknowledge', () => desk.send(`/api/alarms/${alarm.id}/acknowledge`))
  }
  function nextUnacked(): void {
    const open = inQueueOrder(alarms.value.values(), desk.live.clock.now()).filter((row) => !row.acked_by)
    if (!open.length) return
    tab('alarms')
    const at = open.findIndex((row) => desk.selection.value?.kind === 'alarm' && row.id === desk.selection.value.id)
    desk.select({ kind: 'alarm', id: open[(at + 1) % open.length].id })
    // Out of whatever field the hands were in, so that the next combination may act.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  }
  const joinFirst = (): void => document.querySelector<HTMLElement>('.right [data-join]')?.click()
  function left(next: LeftTab): void {
    openFunction('dispatch')
    tab(next)
    void focusIn('.left .tab-body')
  }

  const keys = new Shortcuts(enabled)
  keys.add(
    { id: 'palette', code: 'KeyK', ctrl: true, inInput: true, run: palette },
    { id: 'palette', code: 'KeyK', alt: true, inInput: true, run: palette },
    { id: 'newAlarm', code: 'F2', inInput: true, run: newAlarm },
    { id: 'newAlarm', code: 'KeyN', alt: true, inInput: true, run: newAlarm },
    { id: 'joinFirst', code: 'KeyB', alt: true, inInput: true, run: joinFirst },
    { id: 'next', code: 'F8', inInput: true, run: nextUnacked },
    { id: 'next', code: 'KeyJ', alt: true, inInput: true, run: nextUnacked },
    { id: 'acknowledge', code: 'KeyA', alt: true, inInput: false, run: acknowledge },
    { id: 'verify', code: 'KeyR', alt: true, inInput: true, run: () => void focusIn('.right .verdict') },
    { id: 'candidates', code: 'F9', inInput: true, run: () => openTab('force') },
    { id: 'candidates', code: 'KeyC', alt: true, inInput: true, run: () => openTab('force') },
    { id: 'walls', code: 'KeyW', alt: true, inInput: true, run: () => (driving.value = !driving.value) },
    { id: 'plan', code: 'KeyG', alt: true, inInput: true, run: () => (planning.value = !planning.value) },
    { id: 'onekey', code: 'KeyO', alt: true, inInput: true, run: () => openPress({ incident: desk.incident.value?.id ?? null }) },
    ...tabShortcuts(openTab),
    ...knownTo(desk.session.value).map(({ key, code }) => ({ id: `fn_${key}`, code, alt: true, shift: true, inInput: true, run: () => openFunction(key) })),
    { id: 'pane1', code: 'Digit1', alt: true, inInput: true, run: () => left('alarms') },
    { id: 'pane2', code: 'Digit2', alt: true, inInput: true, run: () => left('units') },
    { id: 'pane3', code: 'Digit3', alt: true, inInput: true, run: () => void focusIn('.centre .map') },
    { id: 'pane4', code: 'Digit4', alt: true, inInput: true, run: () => void focusIn('.right') },
    { id: 'mute', code: 'KeyM', alt: true, inInput: true, run: mute },
    { id: 'lock', code: 'KeyL', alt: true, inInput: true, run: lock },
    { id: 'list', code: 'Slash', alt: true, inInput: true, run: list },
  )
  let detach = (): void => {}
  onMounted(() => (detach = keys.attach(document)))
  onBeforeUnmount(() => detach())
  return { keys, newAlarm, acknowledge }
}
