/** From the microphone's blocks to messages: what is said before the floor is given waits here, at most half a second. */
import type { Codec, Encoder } from './codec'
import { encode, type Packet } from './frame'
import type { Sound, Tap } from './wire'

/** 500 ms: the centre takes this much on credit. */
const PREROLL_FRAMES = 25
/** The encoder gives out what it holds in this time, or never. */
const FLUSH_MS = 250

export class Speaking {
  private encoder: Encoder | null = null
  private kept: Packet[] = []
  private frames = 0
  private burst: number | null = null
  private base = 0
  private finishing: (() => void) | null = null
  private mic: MessagePort | null = null

  constructor(
    private readonly codec: Codec,
    private readonly send: (bytes: ArrayBuffer) => void,
    /** Frames per message. */
    public bundle = 3,
  ) {
    this.make()
  }

  plug(mic: MessagePort | null): void {
    this.mic?.close()
    this.mic = mic
    if (mic) mic.onmessage = ({ data }: MessageEvent<Sound>) => this.sound(data)
  }

  /** Key down: keep what is said, sent only once the floor is ours. */
  open(): void {
    this.reset()
    this.tap({ is: 'open' })
  }

  /** The floor is ours. */
  flush(burst: number): void {
    this.burst = burst
    this.base = this.kept[0]?.seq ?? this.frames
    while (this.kept.length > 0) this.message(this.kept.splice(0, this.bundle), false, true)
  }

  /** Key up: the last block, the encoder's rest, LAST; then `sent`. */
  finish(sent: () => void): void {
    this.finishing = sent
    this.tap({ is: 'close' })
    if (!this.mic) this.ended()
  }

  /** At once, with nothing more sent. */
  stop(): void {
    this.tap({ is: 'stop' })
    this.reset()
  }

  private reset(): void {
    this.finishing = null
    this.burst = null
    this.kept = []
    if (this.frames > 0) this.make()
  }

  /** A new encoder for each burst, made after the last one: key-down finds it ready. */
  private make(): void {
    this.encoder?.close()
    this.frames = 0
    this.encoder = this.codec.encoder(
      (data, seq) => this.packet({ seq, data }),
      () => {
        this.encoder = null
        if (this.burst !== null) this.again()
      },
    )
  }

  /** In the middle of a burst: the next frame goes on where the broken encoder stopped. */
  private again(): void {
    const at = this.frames
    this.make()
    this.frames = at
  }

  private sound({ pcm, last }: Sound): void {
    if (!this.encoder) this.again()
    try {
      this.encoder?.encode(pcm, this.frames)
    } catch {
      this.encoder = null
    }
    this.frames += 1
    if (last) void this.rest()
  }

  private async rest(): Promise<void> {
    const encoder = this.encoder
    await Promise.race([encoder?.flush().catch(() => {}), new Promise((resolve) => setTimeout(resolve, FLUSH_MS))])
    if (this.finishing) this.ended()
  }

  private ended(): void {
    const sent = this.finishing
    if (this.burst !== null && this.kept.length > 0) {
      while (this.kept.length > this.bundle) this.message(this.kept.splice(0, this.bundle), false, false)
      this.message(this.kept.splice(0), true, false)
    }
    this.reset()
    sent?.()
  }

  private packet(packet: Packet): void {
    this.kept.push(packet)
    if (this.burst === null) {
      if (this.kept.length > PREROLL_FRAMES) this.kept.shift()
      return
    }
    // While finishing the rest waits, so that the last message has a frame to carry its mark.
    if (this.finishing === null) while (this.kept.length >= this.bundle) this.message(this.kept.splice(0, this.bundle), false, false)
  }

  private message(packets: Packet[], last: boolean, preroll: boolean): void {
    const counted = packets.map(({ seq, data }) => ({ seq: seq - this.base, data }))
    this.send(encode({ burst: this.burst!, last, preroll, clock: Math.round(performance.now()), packets: counted }))
  }

  private tap(tap: Tap): void {
    this.mic?.postMessage(tap)
  }
}
