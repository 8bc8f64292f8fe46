/* Service worker of the field page, served as /field-sw.js, and of the towns' page, as /town-sw.js with its own path put in: the page opens without a network; /api is never kept.
   The server puts the build's version and files (from Vite's manifest) into the two lines below. */
const VERSION = '__VERSION__'
const FILES = ['__FILES__']

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(['/field/', ...FILES])).then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name.split('-')[0] === VERSION.split('-')[0] && name !== VERSION).map((name) => caches.delete(name))))
  event.waitUntil(old.then(() => self.clients.claim()))
})

async function page(request) {
  const kept = await caches.open(VERSION)
  try {
    // Four seconds on a thin uplink; then the kept page, whose outbox waits for the rest.
    const fresh = await fetch(request, { signal: AbortSignal.timeout?.(4000) })
    if (fresh.ok) await kept.put('/field/', fresh.clone())
    return fresh.ok ? fresh : ((await kept.match('/field/')) ?? fresh)
  } catch {
    return (await kept.match('/field/')) ?? Response.error()
  }
}

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url)
  if (event.request.method !== 'GET' || origin !== self.location.origin) return
  if (event.request.mode === 'navigate' && pathname === '/field/') event.respondWith(page(event.request))
  else if (FILES.includes(pathname)) event.respondWith(caches.match(pathname).then((found) => found ?? fetch(event.request)))
})

/* Somebody calls this phone while its page sleeps. Every push must show something, or the browser takes the permission away. */
self.addEventListener('push', (event) => {
  let said = {}
  try {
    said = event.data.json()
  } catch {
    // an empty push still rings
  }
  const words = { body: said.body ?? '', tag: said.tag ?? 'call', renotify: true, requireInteraction: true, vibrate: [400, 200, 400, 200, 800], data: { url: said.url ?? '/field/' } }
  event.waitUntil(self.registration.showNotification(said.title ?? '应急指挥', words))
})
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const url = event.notification.data?.url ?? '/field/'
  const open = self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((pages) => {
    const here = pages.find((one) => new URL(one.url).pathname.startsWith('/field/'))
    return here ? here.focus() : self.clients.openWindow(url)
  })
  event.waitUntil(open)
})
