/** Drives the lock: idle time, the server's word, unlocking and the change of shift. */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { ApiError } from '@/api/client'
import { useSession } from '@/api/session'
import type { Session } from '@/api/types'
import { sayError } from '@/shared/wording'
import { scopesOf, type Desk } from './desk'
import { locked, open, step, type Lock } from './work/lock'
import type { Windows } from './windows/useWindows'

/** Other windows of the desk need not hear of every move of the mouse. */
const TELL_MS = 5000
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

export function useLock(
  desk: Desk,
  windows: Windows,
): {
  lock: ShallowRef<Lock>
  isLocked: ComputedRef<boolean>
  now: () => void
  unlock: (pin: string, username?: string) => Promise<boolean>
} {
  const { t, te } = useI18n()
  const api = useSession()
  const lock = shallowRef<Lock>(desk.session.value?.locked ? locked(Date.now()) : open(Date.now()))
  const isLocked = computed(() => lock.value.at === 'locked')
  watch(isLocked, (is) => {
    desk.locked.value = is
    // The centre refuses commands of a locked seat too; if it is not reached, this page is locked all the same.
    if (is && !desk.session.value?.locked) void api.lock().catch(() => {})
    if (is !== told) windows.say({ is: is ? 'lock' : 'unlock' })
    told = is
  })
  /** What the other windows know already. */
  let told = isLocked.value
  windows.hear('lock', () => {
    told = true
    lock.value = step(lock.value, { is: 'lock', now: Date.now() })
  })
  windows.hear('unlock', async () => {
    const before = JSON.stringify([desk.session.value?.scope, desk.session.value?.actor])
    const session = await api.load().catch(() => null)
    if (!session || session.locked) return
    if (JSON.stringify([session.scope, session.actor]) !== before) rescope(session)
    told = false
    lock.value = open(Date.now())
  })
  windows.hear('activity', () => (lock.value = step(lock.value, { is: 'activity', now: Date.now() })))

  let toldAt = 0
  const activity = (): void => {
    const now = Date.now()
    if (lock.value.at !== 'open') return
    if (now - lock.value.active > 1000) lock.value = step(lock.value, { is: 'activity', now })
    if (now - toldAt > TELL_MS) {
      toldAt = now
      windows.say({ is: 'activity' })
    }
  }
  for (const sign of SIGNS) window.addEventListener(sign, activity, { passive: true, capture: true })
  const timer = setInterval(() => (lock.value = step(lock.value, { is: 'tick', now: Date.now() }, (desk.session.value?.idle_s ?? 600) * 1000)), 1000)
  onScopeDispose(() => {
    clearInterval(timer)
    for (const sign of SIGNS) window.removeEventListener(sign, activity, { capture: true })
  })

  function rescope(session: Session): void {
    desk.live.rescope({ scopes: scopesOf(session), picture: { areas: session.scope, every: 4 } })
  }
  async function unlock(pin: string, username?: string): Promise<boolean> {
    lock.value = step(lock.value, { is: 'submit' })
    const before = JSON.stringify(desk.session.value?.scope) + (desk.session.value?.actor ?? '')
    try {
      const session = await api.unlock(pin, username)
      if (JSON.stringify(session.scope) + session.actor !== before) {
        rescope(session)
      }
      lock.value = step(lock.value, { is: 'opened', now: Date.now() })
      desk.locked.value = false
      return true
    } catch (problem) {
      const known = problem instanceof ApiError && te(`signin.${problem.code}`) ? t(`signin.${problem.code}`) : sayError(problem, t, te)
      lock.value = step(lock.value, { is: 'refused', why: known })
      return false
    }
  }
  return { lock, isLocked, now: () => (lock.value = step(lock.value, { is: 'lock', now: Date.now() })), unlock }
}
