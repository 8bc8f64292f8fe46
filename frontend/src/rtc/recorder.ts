/** The host's composed view – every tile with its name, every voice – cut into parts that are sent in their order until the last has arrived. */
import { ApiError, postForm } from '@/api/client'
import type { Tile } from './state'

const WIDTH = 960
const HEIGHT = 540
/** Faces and a map; a film it need not be, on the machine that also draws the desk. */
const FPS = 6
const PART_MS = 4000
const AGAIN_MS = 2000
const PART_TIMEOUT_MS = 60_000
const TYPES = ['video/webm;codecs=vp8,opus', 'video/webm']

export class Recorder {
  private readonly canvas = document.createElement('canvas')
  private readonly sound = new AudioContext()
  private readonly mix = this.sound.createMediaStreamDestination()
  private readonly voices = new Map<string, MediaStreamAudioSourceNode>()
  private readonly videos = new Map<number, HTMLVideoElement>()
  private readonly media: MediaRecorder
  private readonly queue: Blob[] = []
  private sent = 0
  private sending: Promise<void> | null = null
  private stopped = false
  private readonly drawing: ReturnType<typeof setInterval>

  constructor(
    private readonly recording: number,
    private readonly title: () => string,
    private readonly tiles: () => Tile[],
    private readonly own: () => MediaStreamTrack | null,
    private readonly failed: (problem: unknown) => void,
  ) {
    this.canvas.width = WIDTH
    this.canvas.height = HEIGHT
    this.draw()
    this.drawing = setInterval(() => this.draw(), 1000 / FPS)
    const stream = this.canvas.captureStream(FPS)
    stream.addTrack(this.mix.stream.getAudioTracks()[0])
    this.media = new MediaRecorder(stream, { mimeType: TYPES.find((type) => MediaRecorder.isTypeSupported(type)), videoBitsPerSecond: 600_000 })
    this.media.ondataavailable = ({ data }) => {
      if (data.size === 0) return
      this.queue.push(data)
      void this.send()
    }
    this.media.start(PART_MS)
  }

  /** Resolves when the last part is with the centre. */
  async stop(): Promise<void> {
    clearInterval(this.drawing)
    if (this.media.state !== 'inactive') {
      await new Promise<void>((done) => {
        this.media.addEventListener('stop', () => done(), { once: true })
        this.media.stop()
      })
    }
    await this.send()
    this.stopped = true
    await this.sound.close().catch(() => undefined)
    for (const video of this.videos.values()) video.srcObject = null
  }

  /** One after the other; what cannot be sent now waits, under the same key. */
  private send(): Promise<void> {
    this.sending ??= this.sendAll().finally(() => (this.sending = null))
    return this.sending
  }

  private async sendAll(): Promise<void> {
    while (this.queue.length > 0 && !this.stopped) {
      const form = new FormData()
      form.append('part', String(this.sent + 1))
      form.append('file', this.queue[0], `${this.sent + 1}.webm`)
      try {
        await postForm(`/api/conferences/recordings/${this.recording}/parts`, form, { key: `recording-${this.recording}-${this.sent + 1}`, timeoutMs: PART_TIMEOUT_MS })
      } catch (problem) {
        if (problem instanceof ApiError && !problem.retriable) {
          this.stopped = true
          this.failed(problem)
          return
        }
        await new Promise((done) => setTimeout(done, AGAIN_MS))
        continue
      }
      this.queue.shift()
      this.sent += 1
    }
  }

  private draw(): void {
    const context = this.canvas.getContext('2d')!
    const tiles = this.tiles()
    this.hear(tiles)
    context.fillStyle = '#0b1118'
    context.fillRect(0, 0, WIDTH, HEIGHT)
    const bar = 28
    const columns = Math.max(1, Math.ceil(Math.sqrt(tiles.length)))
    const rows = Math.max(1, Math.ceil(tiles.length / columns))
    const [width, height] = [WIDTH / columns, (HEIGHT - bar) / rows]
    context.font = '15px "Noto Sans CJK SC", sans-serif'
    context.textBaseline = 'middle'
    tiles.forEach((tile, n) => {
      const [x, y] = [(n % columns) * width, bar + Math.floor(n / columns) * height]
      const video = this.video(tile)
      if (tile.leg.video && video.videoWidth > 0) {
        const scale = Math.min(width / video.videoWidth, height / video.videoHeight)
        const [w, h] = [video.videoWidth * scale, video.videoHeight * scale]
        context.drawImage(video, x + (width - w) / 2, y + (height - h) / 2, w, h)
      } else {
        context.fillStyle = '#18232f'
        context.fillRect(x + 2, y + 2, width - 4, height - 4)
      }
      context.fillStyle = 'rgb(11 17 24 / 75%)'
      context.fillRect(x + 2, y + height - 26, width - 4, 24)
      context.fillStyle = '#e8f0f7'
      context.fillText(tile.leg.name, x + 10, y + height - 14, width - 20)
    })
    context.fillStyle = '#9fb3c4'
    context.fillText(this.title(), 10, bar / 2, WIDTH - 20)
  }

  private video(tile: Tile): HTMLVideoElement {
    let video = this.videos.get(tile.leg.id)
    if (!video) {
      video = document.createElement('video')
      video.muted = true
      this.videos.set(tile.leg.id, video)
    }
    if (video.srcObject !== tile.stream) {
      video.srcObject = tile.stream
      void video.play().catch(() => undefined)
    }
    return video
  }

  /** Every voice once: a track that is new is mixed in, one that went is taken out. */
  private hear(tiles: Tile[]): void {
    const tracks = [this.own(), ...tiles.filter((tile) => !tile.own).flatMap((tile) => tile.stream?.getAudioTracks() ?? [])].filter((track) => track !== null)
    for (const track of tracks) {
      if (this.voices.has(track.id)) continue
      const voice = this.sound.createMediaStreamSource(new MediaStream([track]))
      voice.connect(this.mix)
      this.voices.set(track.id, voice)
    }
    const here = new Set(tracks.map((track) => track.id))
    for (const [id, voice] of this.voices) {
      if (here.has(id)) continue
      voice.disconnect()
      this.voices.delete(id)
    }
  }
}
