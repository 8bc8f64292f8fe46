/** A new order is heard and felt: three rising beeps and a long vibration, repeated until somebody looks. */

const AGAIN_MS = 4000
/** Five rings are twenty seconds; after that the centre's own ladder takes over. */
const RINGS = 5

export class Ring {
  private context: AudioContext | null = null
  private timer: ReturnType<typeof setTimeout> | undefined

  /** Browsers keep sound back until the page was touched once. */
  get blocked(): boolean {
    return this.context === null || this.context.state !== 'running'
  }

  async unlock(): Promise<void> {
    this.context ??= new AudioContext()
    if (this.context.state !== 'running') await this.context.resume()
  }

  start(left = RINGS): void {
    this.stop()
    this.once()
    if (left > 1) this.timer = setTimeout(() => this.start(left - 1), AGAIN_MS)
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private once(): void {
    navigator.vibrate?.([400, 150, 400, 150, 800])
    const context = this.context
    if (!context || context.state !== 'running') return
    ;[880, 1175, 1568].forEach((hz, i) => {
      const at = context.currentTime + i * 0.22
      const tone = new OscillatorNode(context, { type: 'square', frequency: hz })
      const gain = new GainNode(context, { gain: 0.25 })
      tone.connect(gain).connect(context.destination)
      tone.start(at)
      tone.stop(at + 0.18)
    })
  }
}
