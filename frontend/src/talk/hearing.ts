/** From messages to sound: one decoder per burst, gaps filled so that time stays true, a new decoder after any error. */
import type { Codec, Decoder } from './codec'
import type { Message } from './frame'
import type { Play } from './wire'

/** A longer hole (200 ms) is left out: better a jump than old speech. */
const FILL_FRAMES = 10

interface Burst {
  decoder: Decoder | null
  next: number | null
  ended: boolean
}

export class Hearing {
  private readonly bursts = new Map<number, Burst>()

  constructor(
    private readonly codec: Codec,
    private readonly play: (word: Play, transfer?: Transferable[]) => void,
  ) {}

  /** Somebody has the floor; also for who comes late, in the middle of it. */
  begin(burst: number): void {
    if (!this.bursts.has(burst)) this.bursts.set(burst, { decoder: null, next: null, ended: false })
  }

  message({ burst, packets, last }: Message): void {
    const one = this.bursts.get(burst)
    if (!one || one.ended) return
    for (const { seq, data } of packets) {
      if (one.next !== null && seq < one.next) continue
      const hole = one.next === null ? 0 : seq - one.next
      one.decoder ??= this.decoder(burst, one)
      try {
        if (hole <= FILL_FRAMES) for (let n = 0; n < hole; n += 1) one.decoder.conceal(seq - hole + n)
        one.decoder.decode(data, seq)
      } catch {
        one.decoder = null
      }
      one.next = seq + 1
    }
    if (last) void this.end(burst)
  }

  /** Let go, taken away, lost: what came is played out. */
  async end(burst: number): Promise<void> {
    const one = this.bursts.get(burst)
    if (!one || one.ended) return
    one.ended = true
    await one.decoder?.flush().catch(() => {})
    one.decoder?.close()
    one.decoder = null
    this.play({ is: 'end', burst })
    this.bursts.delete(burst)
  }

  clear(): void {
    for (const burst of [...this.bursts.keys()]) void this.end(burst)
  }

  private decoder(burst: number, one: Burst): Decoder {
    const made: Decoder = this.codec.decoder(
      (pcm) => this.play({ is: 'pcm', burst, pcm }, [pcm.buffer]),
      () => {
        if (one.decoder === made) one.decoder = null
      },
    )
    return made
  }
}
