/** One selection, one map, one chosen place for all windows of the desk. */
import { onScopeDispose, watch } from 'vue'

import type { Desk, Place } from '../desk'
import { followFunction, onFunction, useFunction } from '../functions/function'
import type { Windows } from './useWindows'

/** `hasMap`: this window draws the map; the others ask it to fly and to pick. */
export function useShare(desk: Desk, windows: Windows, hasMap: () => boolean): void {
  let heard = ''
  const now = (): string => JSON.stringify([desk.selection.value, desk.right.value])
  const sayState = (): void => windows.say({ is: 'select', picked: desk.selection.value, right: desk.right.value })

  watch([desk.selection, desk.right], () => {
    if (now() !== heard) sayState()
  })
  windows.hear('select', ({ picked, right }) => {
    heard = JSON.stringify([picked, right])
    if (JSON.stringify(picked) !== JSON.stringify(desk.selection.value)) desk.select(picked)
    desk.right.value = right
  })
  const shown = useFunction()
  onScopeDispose(onFunction(({ key, item }) => windows.say({ is: 'function', key, item })))
  windows.hear('function', ({ key, item }) => followFunction({ key, item }))
  windows.hear('hello', () => {
    if (desk.selection.value !== null || desk.right.value !== 'detail') sayState()
    // After the selection, which would bring dispatch to the front.
    if (shown.current.value !== 'dispatch') windows.say({ is: 'function', key: shown.current.value, item: shown.item.value })
    if (desk.picking.value !== null && !hasMap()) windows.say({ is: 'pick', on: true })
    if (desk.pin.value !== null) windows.say({ is: 'pin', at: desk.pin.value })
  })

  windows.hear('fly', ({ lon, lat, zoom }) => {
    if (hasMap()) desk.fly.value(lon, lat, zoom)
  })
  watch(
    hasMap,
    (has) => {
      if (!has) desk.fly.value = (lon, lat, zoom) => windows.say({ is: 'fly', lon, lat, zoom })
    },
    { immediate: true },
  )

  /** Set here because a form in another window waits for a place. */
  const forAnother = (at: Place): void => windows.say({ is: 'placed', at })
  watch(desk.picking, (picking) => {
    if (!hasMap() && picking !== forAnother) windows.say({ is: 'pick', on: picking !== null })
  })
  windows.hear('pick', ({ on }) => {
    if (!hasMap()) return
    if (on) desk.picking.value ??= forAnother
    else if (desk.picking.value === forAnother) desk.picking.value = null
  })
  windows.hear('placed', ({ at }) => {
    if (!hasMap()) desk.picking.value?.(at)
  })
  let pinHeard: Place | null = null
  watch(desk.pin, (at) => {
    if (at !== pinHeard) windows.say({ is: 'pin', at })
  })
  windows.hear('pin', ({ at }) => {
    pinHeard = at
    desk.pin.value = at
  })

  windows.say({ is: 'hello' })
}
