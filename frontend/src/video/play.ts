/** One address into one video element; the libraries for HLS and FLV come when the first such picture is opened. */
import type { Way } from './ways'
import { playWhep, type Playing } from './whep'

export type { Playing }

/** `lost` is called once, when the picture ends without having been stopped. */
export async function play(video: HTMLVideoElement, way: Way, lost: (why: string) => void): Promise<Playing> {
  if (way.by === 'whep') return playWhep(video, way.url, lost)
  return way.by === 'hls' ? playHls(video, way.url, lost) : playFlv(video, way.url, lost)
}

async function playHls(video: HTMLVideoElement, url: string, lost: (why: string) => void): Promise<Playing> {
  const { default: Hls } = await import('hls.js/light')
  // Little is kept: a duty room wants the present, and nine tiles share one machine
  const hls = new Hls({ liveSyncDurationCount: 2, maxBufferLength: 8, backBufferLength: 0, enableWorker: false })
  let over = false
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (!data.fatal || over) return
    over = true
    lost(data.details)
  })
  hls.loadSource(url)
  hls.attachMedia(video)
  void video.play().catch(() => {})
  return {
    stop() {
      over = true
      hls.destroy()
    },
  }
}

async function playFlv(video: HTMLVideoElement, url: string, lost: (why: string) => void): Promise<Playing> {
  const { default: mpegts } = await import('mpegts.js')
  mpegts.LoggingControl.enableAll = false
  const player = mpegts.createPlayer({ type: 'flv', isLive: true, url, hasAudio: undefined }, { enableWorker: false, liveBufferLatencyChasing: true, lazyLoad: false, autoCleanupSourceBuffer: true })
  let over = false
  const end = (why: string): void => {
    if (over) return
    over = true
    lost(why)
  }
  player.on(mpegts.Events.ERROR, (_kind: string, detail: string) => end(detail))
  player.on(mpegts.Events.LOADING_COMPLETE, () => end('ended'))
  player.attachMediaElement(video)
  player.load()
  void Promise.resolve(player.play()).catch(() => {})
  return {
    stop() {
      over = true
      player.destroy()
    },
  }
}
