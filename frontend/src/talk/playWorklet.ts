/** The audio thread of the loudspeaker: one ring per burst, mixed; tells the page when a burst was first heard and how it went. */
import { Resampler } from './resample'
import { RATE, Ring, Wait } from './ring'
import type { Begin, Heard, Play } from './wire'

class Playback extends AudioWorkletProcessor {
  private wait = new Wait(120)
  private readonly rings = new Map<number, { ring: Ring; heard: boolean }>()
  private muted = false
  private readonly resampler = new Resampler(RATE, sampleRate)
  private rest = new Float32Array(0)

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<Begin>) => {
      this.wait = new Wait(data.base, data.wait)
      data.port.onmessage = (event: MessageEvent<Play>) => this.told(event.data)
    }
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const out = outputs[0]?.[0]
    if (!out || (this.rings.size === 0 && this.rest.length === 0)) return true
    if (sampleRate === RATE) this.mix(out)
    else this.mixResampled(out)
    if (this.muted) out.fill(0)
    return true
  }

  private told(play: Play): void {
    if (play.is === 'mute') this.muted = play.on
    else if (play.is === 'pcm') {
      let one = this.rings.get(play.burst)
      if (!one) this.rings.set(play.burst, (one = { ring: new Ring(this.wait), heard: false }))
      one.ring.push(play.pcm)
    } else this.rings.get(play.burst)?.ring.end()
  }

  private mix(into: Float32Array): void {
    for (const [burst, one] of this.rings) {
      const n = one.ring.mix(into)
      if (n > 0 && !one.heard && !this.muted) {
        one.heard = true
        this.say({ is: 'heard', burst })
      }
      if (one.ring.done) {
        this.rings.delete(burst)
        this.say({ is: 'over', burst, gaps: one.ring.gaps, wait: this.wait.ms })
      }
    }
  }

  private mixResampled(out: Float32Array): void {
    while (this.rest.length < out.length) {
      const block = new Float32Array(out.length)
      this.mix(block)
      const more = this.resampler.run(block)
      const joined = new Float32Array(this.rest.length + more.length)
      joined.set(this.rest)
      joined.set(more, this.rest.length)
      this.rest = joined
    }
    out.set(this.rest.subarray(0, out.length))
    this.rest = this.rings.size === 0 ? new Float32Array(0) : this.rest.slice(out.length)
  }

  private say(heard: Heard): void {
    this.port.postMessage(heard)
  }
}
registerProcessor('playback', Playback)
