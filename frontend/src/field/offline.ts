/** Registers the service worker that lets the page open without a network; without https there is none and the page says so. */
export function registerOffline(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.register('/field-sw.js', { scope: '/field/' }).catch((problem: unknown) => console.warn('field-sw', problem))
}
