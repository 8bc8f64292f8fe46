/** This page's own sound and picture: microphone, and one picture – camera, screen or map. */

/** Small on purpose: in a mesh every page encodes once per neighbour. A weak machine sets its own, e.g. `160x120@8`. */
const USUAL = { width: 480, height: 270, fps: 12 }
const STORE = 'ecc.rtc.camera'
const SCREEN_FPS = 8
const MAP_FPS = 4

export type Source = 'camera' | 'screen' | 'map'

export function cameraSize(stored: string | null): typeof USUAL {
  const found = /^(\d{2,4})x(\d{2,4})@(\d{1,2})$/.exec(stored ?? '')
  return found ? { width: Number(found[1]), height: Number(found[2]), fps: Number(found[3]) } : USUAL
}

export class Local {
  audio: MediaStreamTrack | null = null
  video: MediaStreamTrack | null = null
  source: Source | null = null
  /** Told when a picture starts or ends, also when the browser's own bar ended it. */
  onVideo: () => void = () => {}
  private on = true
  private held = false

  /** The microphone; false when there is none or it is refused: one may still listen. */
  async openMicrophone(): Promise<boolean> {
    if (this.audio) return true
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } })
      this.audio = stream.getAudioTracks()[0] ?? null
    } catch {
      this.audio = null
    }
    this.apply()
    return this.audio !== null
  }

  async show(source: Source): Promise<void> {
    const track = await this.capture(source)
    this.drop()
    this.video = track
    this.source = source
    track.addEventListener('ended', () => this.video === track && this.hide())
    this.onVideo()
  }

  hide(): void {
    if (!this.video) return
    this.drop()
    this.onVideo()
  }

  setMicrophone(on: boolean): void {
    this.on = on
    this.apply()
  }

  hold(held: boolean): void {
    this.held = held
    this.apply()
  }

  stop(): void {
    this.audio?.stop()
    this.audio = null
    this.drop()
  }

  private apply(): void {
    if (this.audio) this.audio.enabled = this.on && !this.held
  }

  private drop(): void {
    this.video?.stop()
    this.video = null
    this.source = null
  }

  private async capture(source: Source): Promise<MediaStreamTrack> {
    if (source === 'map') {
      const canvas = document.querySelector<HTMLCanvasElement>('.map canvas')
      if (!canvas) throw new Error('no_map')
      const track = canvas.captureStream(MAP_FPS).getVideoTracks()[0]
      // A map nobody moves paints nothing, and nothing painted is nothing sent.
      const painting = setInterval(() => (track.readyState === 'live' ? canvas.dispatchEvent(new Event('repaint')) : clearInterval(painting)), 1000 / MAP_FPS)
      return track
    }
    if (source === 'screen') {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: SCREEN_FPS } }, audio: false })
      const track = stream.getVideoTracks()[0]
      track.contentHint = 'text'
      return track
    }
    let stored: string | null = null
    try {
      stored = localStorage.getItem(STORE)
    } catch {
      // no storage by policy: the usual size
    }
    const { width, height, fps } = cameraSize(stored)
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: { max: fps } } })
    return stream.getVideoTracks()[0]
  }
}
