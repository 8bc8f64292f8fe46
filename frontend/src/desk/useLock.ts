/** Drives the lock: idle time, the server's word, unlocking and the change of shift. */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { ApiError } from '@/api/client'
import { useSession } from '@/api/session'
import { sayError } from '@/shared/wording'
import { scopesOf, type Desk } from './desk'
import { locked, open, step, type Lock } from './work/lock'

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

export function useLock(desk: Desk): {
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
  })

  const activity = (): void => {
    if (lock.value.at === 'open' && Date.now() - lock.value.active > 1000) lock.value = step(lock.value, { is: 'activity', now: Date.now() })
  }
  for (const sign of SIGNS) window.addEventListener(sign, activity, { passive: true, capture: true })
  const timer = setInterval(() => (lock.value = step(lock.value, { is: 'tick', now: Date.now() })), 1000)
  onScopeDispose(() => {
    clearInterval(timer)
    for (const sign of SIGNS) window.removeEventListener(sign, activity, { capture: true })
  })

  async function unlock(pin: string, username?: string): Promise<boolean> {
    lock.value = step(lock.value, { is: 'submit' })
    const before = JSON.stringify(desk.session.value?.scope) + (desk.session.value?.actor ?? '')
    try {
      const session = await api.unlock(pin, username)
      if (JSON.stringify(session.scope) + session.actor !== before) {
        desk.live.rescope({ scopes: scopesOf(session), picture: { areas: session.scope, every: 4 } })
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
