/** The phone's own position: taken, thinned, put into the outbox; with a stop that everybody sees. */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { fixOf, worthSending } from './gps'
import type { Fix } from './outbox/entry'
import { WakeLock } from './wake'

/** A phone lying still gets no new fix from the browser; asked every 15 s it stays live at the centre. */
const STILL_MS = 15_000
const STOPPED = 'ecc.field.location-stopped'

export type LocationProblem = 'insecure' | 'denied' | 'unavailable' | null

export interface Location {
  fix: ShallowRef<Fix | null>
  problem: Ref<LocationProblem>
  sharing: Ref<boolean>
  share(on: boolean): void
  start(): void
  stop(): void
}

export function useLocation(take: (fix: Fix) => void): Location {
  const fix = shallowRef<Fix | null>(null)
  const problem = ref<LocationProblem>(null)
  const sharing = ref(localStorage.getItem(STOPPED) === null)
  const lock = new WakeLock()
  let sent: Fix | null = null
  let watching: number | null = null
  let still: ReturnType<typeof setInterval> | undefined
  let heard = 0
  let battery: number | undefined

  void readBattery((percent) => (battery = percent))

  function got(position: GeolocationPosition): void {
    heard = Date.now()
    problem.value = null
    const next = fixOf(position, battery)
    fix.value = next
    if (!sharing.value || !worthSending(sent, next)) return
    sent = next
    take(next)
  }

  function failed(error: GeolocationPositionError): void {
    problem.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'
  }

  function start(): void {
    if (!window.isSecureContext || !('geolocation' in navigator)) {
      problem.value = 'insecure'
      return
    }
    if (watching !== null || !sharing.value) return
    const options: PositionOptions = { enableHighAccuracy: true, maximumAge: 5000, timeout: 20_000 }
    watching = navigator.geolocation.watchPosition(got, failed, options)
    still = setInterval(() => {
      if (Date.now() - heard >= STILL_MS) navigator.geolocation.getCurrentPosition(stamp, failed, { ...options, maximumAge: 0 })
    }, STILL_MS)
    lock.hold()
  }

  /** Some browsers answer with the old time stamp when nothing moved; it was asked for now. */
  function stamp(position: GeolocationPosition): void {
    got({ coords: position.coords, timestamp: Math.max(position.timestamp, Date.now() - 1000), toJSON: () => ({}) } as GeolocationPosition)
  }

  function stop(): void {
    if (watching !== null) navigator.geolocation.clearWatch(watching)
    watching = null
    clearInterval(still)
    lock.release()
  }

  function share(on: boolean): void {
    sharing.value = on
    if (on) {
      localStorage.removeItem(STOPPED)
      start()
    } else {
      localStorage.setItem(STOPPED, '1')
      stop()
      fix.value = null
      sent = null
    }
  }

  onScopeDispose(stop)
  return { fix, problem, sharing, share, start, stop }
}

async function readBattery(tell: (percent: number) => void): Promise<void> {
  const ask = (navigator as Navigator & { getBattery?: () => Promise<{ level: number } & EventTarget> }).getBattery
  if (!ask) return
  const found = await ask.call(navigator)
  const read = (): void => tell(Math.round(found.level * 100))
  read()
  found.addEventListener('levelchange', read)
}
