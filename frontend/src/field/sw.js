/* Service worker of the field page, served as /field-sw.js: the page opens without a network; /api is never kept.
   The server puts the build's version and files (from Vite's manifest) into the two lines below. */
const VERSION = '__VERSION__'
const FILES = ['__FILES__']

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(['/field/', ...FILES])).then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name))))
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
