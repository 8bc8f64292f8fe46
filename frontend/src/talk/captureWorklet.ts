/** The audio thread of the microphone: blocks of 20 ms to the worker while the key is down, a level for the meter always. */
import { Resampler } from './resample'
import { FRAME, RATE } from './ring'
import type { Level, Sound, Tap } from './wire'

const LEVEL_S = 0.1

class Capture extends AudioWorkletProcessor {
  private out: MessagePort | null = null
  private open = false
  private block = new Float32Array(FRAME)
  private filled = 0
  private readonly resampler = new Resampler(sampleRate, RATE)
  private sum = 0
  private count = 0
  private levelAt = 0
  private moved = currentTime
  private last = 0

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => {
      this.out = data
      this.out.onmessage = (event: MessageEvent<Tap>) => this.told(event.data)
    }
  }

  process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0]
    this.meter(input)
    if (!this.open || !input) return true
    const pcm = sampleRate === RATE ? input : this.resampler.run(input)
    for (let at = 0; at < pcm.length; ) {
      const n = Math.min(pcm.length - at, FRAME - this.filled)
      this.block.set(pcm.subarray(at, at + n), this.filled)
      this.filled += n
      at += n
      if (this.filled === FRAME) this.send(false)
    }
    return true
  }

  private told(tap: Tap): void {
    if (tap.is === 'open') {
      this.open = true
      this.filled = 0
      this.block = new Float32Array(FRAME)
    } else if (this.open) {
      this.open = false
      if (tap.is === 'close') this.send(true)
    }
  }

  private send(last: boolean): void {
    const sound: Sound = { pcm: this.block, last }
    this.out?.postMessage(sound, [this.block.buffer])
    this.block = new Float32Array(FRAME)
    this.filled = 0
  }

  private meter(input: Float32Array | undefined): void {
    for (const sample of input ?? []) {
      this.sum += sample * sample
      if (sample !== this.last) this.moved = currentTime
      this.last = sample
    }
    this.count += input?.length ?? 0
    if (currentTime - this.levelAt < LEVEL_S) return
    const level: Level = { flows: this.count > 0, rms: this.count ? Math.sqrt(this.sum / this.count) : 0, silentMs: Math.round((currentTime - this.moved) * 1000) }
    this.port.postMessage(level)
    this.levelAt = currentTime
    this.sum = this.count = 0
  }
}
registerProcessor('capture', Capture)
