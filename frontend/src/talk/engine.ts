/** The page's end of push-to-talk: audio contexts, microphone, worker. Holds the pieces together and stays out of the way of the sound. */
import captureUrl from './captureWorklet?worker&url'
import type { Tone } from './floor'
import playUrl from './playWorklet?worker&url'
import { RATE } from './ring'
import type { Begin, Heard, Level, News, Order } from './wire'

/** Kept per device: how long this network makes us wait. */
const WAIT = 'ecc.talk.wait'
/** Least wait: a cable, and a radio network that stalls now and then. */
const LAN_MS = 120
const MOBILE_MS = 160
/** A microphone that gives nothing for so long is somebody else's. */
const FIRST_SOUND_MS = 5000

export type Unfit = 'insecure' | 'old' | 'codec'
export type MicProblem = 'denied' | 'missing' | 'busy'
/** Thrown by `arm` when the microphone was taken back while it opened: no problem, and nothing is open. */
export const DROPPED = 'dropped'

export interface EngineHears {
  news(news: News): void
  level(level: Level): void
  heard(heard: Heard): void
  /** The microphone went away by itself: pulled out, taken by a call. */
  micLost(): void
  running(is: boolean): void
  /** A part of us could not be loaded. */
  failed(): void
}

/** Why this browser cannot take part at all; null when it can. */
export function unfit(): Unfit | null {
  if (!window.isSecureContext) return 'insecure'
  if (typeof AudioWorkletNode === 'undefined' || typeof Worker === 'undefined' || !navigator.mediaDevices) return 'old'
  return null
}

export function micSettings(autoGain: boolean): MediaTrackConstraints {
  return { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: autoGain }
}

export class Engine {
  private worker: Worker | null = null
  private context: AudioContext | null = null
  private stream: MediaStream | null = null
  private arming: Promise<void> | null = null
  /** Rises when the microphone is taken back: whatever was opening belongs to nobody then. */
  private turn = 0
  /** Samples have come from the microphone that is open. */
  private flows = false
  private micContext: AudioContext | null = null
  /** For tests and meters: what this page really plays. */
  analyser: AnalyserNode | null = null

  constructor(private readonly hears: EngineHears) {}

  async start(mobile: boolean): Promise<void> {
    const context = (this.context = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' }))
    context.onstatechange = () => this.hears.running(this.running)
    await context.audioWorklet.addModule(playUrl)
    const playback = new AudioWorkletNode(context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] })
    this.analyser = new AnalyserNode(context, { fftSize: 2048, smoothingTimeConstant: 0 })
    playback.connect(this.analyser).connect(context.destination)
    const { port1, port2 } = new MessageChannel()
    const base = mobile ? MOBILE_MS : LAN_MS
    const begin: Begin = { port: port1, base, wait: Number(localStorage.getItem(WAIT)) || base }
    playback.port.postMessage(begin, [port1])
    playback.port.onmessage = ({ data }: MessageEvent<Heard>) => {
      if (data.is === 'over') localStorage.setItem(WAIT, String(data.wait))
      this.hears.heard(data)
    }
    this.worker = new Worker(new URL('./talkWorker.ts', import.meta.url), { type: 'module' })
    this.worker.onmessage = ({ data }: MessageEvent<News>) => this.hears.news(data)
    // A browser that knows no module workers (Firefox before 114) says so here – and so does a lost network.
    this.worker.onerror = () => this.hears.failed()
    this.worker.postMessage({ is: 'start', wasm: typeof AudioEncoder === 'undefined' || typeof AudioDecoder === 'undefined', play: port2 } satisfies Order, [port2])
    this.hears.running(this.running)
  }

  /** The browser lets us be heard. iOS calls a context `interrupted`, which is no `suspended`. */
  get running(): boolean {
    return this.context?.state === 'running'
  }
  get armed(): boolean {
    return this.flows
  }

  /** With every touch: a browser that keeps sound back gives it up only then. */
  async resume(): Promise<void> {
    await Promise.all([this.context, this.micContext].map((one) => (one && one.state !== 'running' && one.state !== 'closed' ? one.resume().catch(() => {}) : undefined)))
    this.hears.running(this.running)
  }

  order(order: Order, transfer: Transferable[] = []): void {
    this.worker?.postMessage(order, transfer)
  }

  /** Opens the microphone, until its first samples are here: a floor asked for earlier would be lost as silence. Throws a MicProblem. */
  arm(autoGain: boolean): Promise<void> {
    if (this.flows) return Promise.resolve()
    const opening = (this.arming ??= this.open(autoGain))
    return opening.finally(() => this.arming === opening && (this.arming = null))
  }

  private async open(autoGain: boolean): Promise<void> {
    const { turn } = this
    let stream: MediaStream
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: micSettings(autoGain) })
    } catch (problem) {
      const name = problem instanceof DOMException ? problem.name : ''
      throw (name === 'NotAllowedError' ? 'denied' : name === 'NotFoundError' ? 'missing' : 'busy') satisfies MicProblem
    }
    if (turn !== this.turn) {
      for (const track of stream.getTracks()) track.stop()
      throw DROPPED
    }
    this.stream = stream
    const track = stream.getAudioTracks()[0]!
    track.addEventListener('ended', this.micGone)
    track.addEventListener('mute', this.micGone)
    try {
      const node = await this.capture(stream)
      if (turn !== this.turn) {
        if (this.micContext === node.context) this.micContext = null
        void (node.context as AudioContext).close().catch(() => {})
        throw DROPPED
      }
      const { port1, port2 } = new MessageChannel()
      node.port.postMessage(port1, [port1])
      this.order({ is: 'mic', port: port2 }, [port2])
      await this.firstSound(node)
      if (turn !== this.turn) throw DROPPED
      this.flows = true
    } catch {
      if (turn !== this.turn) throw DROPPED
      this.disarm()
      throw 'busy' satisfies MicProblem
    }
  }

  /** The audio thread tells of every tenth of a second; on a slow telephone the first comes late. */
  private firstSound(node: AudioWorkletNode): Promise<void> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error('no sound')), FIRST_SOUND_MS)
      node.port.onmessage = ({ data }: MessageEvent<Level>) => {
        this.hears.level(data)
        if (!data.flows) return
        clearTimeout(patience)
        resolve()
      }
    })
  }

  disarm(): void {
    const stream = this.stream
    this.turn += 1
    this.stream = this.arming = null
    this.flows = false
    for (const track of stream?.getTracks() ?? []) {
      track.removeEventListener('ended', this.micGone)
      track.removeEventListener('mute', this.micGone)
      track.stop()
    }
    if (this.micContext && this.micContext !== this.context) void this.micContext.close().catch(() => {})
    this.micContext = null
    this.order({ is: 'mic', port: null })
  }

  stop(): void {
    this.disarm()
    this.worker?.terminate()
    this.worker = null
    void this.context?.close().catch(() => {})
    this.context = null
  }

  /** Short and quiet: they tell a person with eyes elsewhere what the key did. */
  tone(tone: Tone): void {
    const context = this.context
    if (!context || !this.running) return
    TONES[tone].forEach((hz, n) => {
      const at = context.currentTime + n * 0.09
      const oscillator = new OscillatorNode(context, { frequency: hz, type: 'sine' })
      const gain = new GainNode(context, { gain: 0 })
      gain.gain.setValueAtTime(0, at)
      gain.gain.linearRampToValueAtTime(TONE_GAIN, at + 0.008)
      gain.gain.setValueAtTime(TONE_GAIN, at + 0.062)
      gain.gain.linearRampToValueAtTime(0, at + 0.07)
      oscillator.connect(gain).connect(context.destination)
      oscillator.start(at)
      oscillator.stop(at + 0.07)
    })
  }

  /** At 48 kHz; Firefox refuses a microphone in a context of another rate than its own, so there the audio thread resamples. */
  private async capture(stream: MediaStream): Promise<AudioWorkletNode> {
    for (const options of [{ sampleRate: RATE, latencyHint: 'interactive' } as AudioContextOptions, {}]) {
      const context = new AudioContext(options)
      try {
        const source = context.createMediaStreamSource(stream)
        await context.audioWorklet.addModule(captureUrl)
        const node = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' })
        source.connect(node)
        this.micContext = context
        if (context.state !== 'running') await context.resume()
        return node
      } catch (problem) {
        void context.close().catch(() => {})
        if (!('sampleRate' in options)) throw problem
      }
    }
    throw new Error('no capture')
  }

  private micGone = (): void => {
    this.disarm()
    this.hears.micLost()
  }
}

const TONE_GAIN = 0.12
/** Hz of each 70 ms note. Rising = yours, one low = wait, falling = no. */
const TONES: Record<Tone, readonly number[]> = {
  granted: [880, 1320],
  offered: [880, 1320, 880, 1320],
  queued: [660],
  denied: [440, 330],
  warning: [1320],
}
