/** This browser asks to be woken while its page sleeps: permission by a press, subscription kept at the centre, renewed at each visit. */
import { ref, type Ref } from 'vue'

import { get, post } from '@/api/client'

export type PushState = 'unable' | 'ask' | 'on' | 'denied' | 'failed'

function bytes(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replace(/-/g, '+').replace(/_/g, '/') + '='.repeat((4 - (key.length % 4)) % 4))
  return Uint8Array.from(text, (one) => one.charCodeAt(0))
}
const same = (one: ArrayBuffer | null | undefined, other: Uint8Array): boolean => one != null && other.every((byte, at) => new Uint8Array(one)[at] === byte)

export function usePush(): { state: Ref<PushState>; ask: () => Promise<void>; renew: () => Promise<void> } {
  const able = window.isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
  const state = ref<PushState>(able ? (Notification.permission === 'denied' ? 'denied' : 'ask') : 'unable')

  async function subscribe(): Promise<void> {
    try {
      const [{ key }, worker] = await Promise.all([get<{ key: string }>('/api/push/key'), navigator.serviceWorker.ready])
      const wanted = bytes(key)
      let held = await worker.pushManager.getSubscription()
      if (held && !same(held.options.applicationServerKey, wanted)) {
        await held.unsubscribe() // another installation's key: its pushes would never come
        held = null
      }
      held ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted })
      const { endpoint, keys } = held.toJSON()
      await post('/api/push/subscriptions', { endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth }, device: navigator.userAgent.slice(0, 80) })
      state.value = 'on'
    } catch {
      state.value = 'failed'
    }
  }
  async function ask(): Promise<void> {
    if (!able) return
    const said = await Notification.requestPermission()
    state.value = said === 'granted' ? state.value : said === 'denied' ? 'denied' : 'ask'
    if (said === 'granted') await subscribe()
  }
  /** Whoever signed in here now is woken here, not whoever did before. */
  async function renew(): Promise<void> {
    if (able && Notification.permission === 'granted') await subscribe()
  }
  return { state, ask, renew }
}
