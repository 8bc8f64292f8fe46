/** From blocks of sound to messages: pre-roll kept and flushed, three to a message, the last one marked, nothing sent before the floor is given. */
import { beforeEach, describe, expect, it } from 'vitest'

import type { Codec } from '@/talk/codec'
import { decode, type Message } from '@/talk/frame'
import { Hearing } from '@/talk/hearing'
import { Speaking } from '@/talk/speaking'
import type { Play, Sound, Tap } from '@/talk/wire'

/** One byte per frame: its number. */
const codec: Codec = {
  encoder: (out) => ({ encode: (_pcm, n) => out(Uint8Array.of(n & 0xff), n), flush: async () => {}, close: () => {} }),
  decoder: (out, failed) => ({
    decode: (data) => (data[0] === 255 ? failed() : out(Float32Array.of(data[0]!))),
    conceal: () => out(Float32Array.of(-1)),
    flush: async () => {},
    close: () => {},
  }),
}

/** The port of the audio thread, without a thread. */
class Port {
  onmessage: ((event: MessageEvent<Sound>) => void) | null = null
  taps: Tap[] = []
  postMessage(tap: Tap): void {
    this.taps.push(tap)
  }
  close(): void {}
  sound(count: number, last = false): void {
    for (let n = 0; n < count; n += 1) this.onmessage?.({ data: { pcm: new Float32Array(960), last: last && n === count - 1 } } as MessageEvent<Sound>)
  }
}

describe('speaking', () => {
  let sent: Message[]
  let port: Port
  let speaking: Speaking
  beforeEach(() => {
    sent = []
    port = new Port()
    speaking = new Speaking(codec, (bytes) => sent.push(decode(bytes)!))
    speaking.plug(port as unknown as MessagePort)
  })
  const seqs = (): number[] => sent.flatMap((message) => message.packets.map((packet) => packet.seq))

  it('sends nothing before the floor is given, then what was said meanwhile', () => {
    speaking.open()
    port.sound(4)
    expect(sent).toEqual([])
    speaking.flush(88)
    expect(sent.map((message) => [message.burst, message.preroll, message.packets.length])).toEqual([[88, true, 3], [88, true, 1]])
    port.sound(5)
    expect(sent.at(-1)).toMatchObject({ preroll: false, last: false })
    expect(seqs()).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
  it('keeps half a second and counts from the first that is sent', () => {
    speaking.open()
    port.sound(40)
    speaking.flush(1)
    expect(seqs()).toEqual([...Array(25).keys()])
    expect(sent[0]!.packets[0]!.data[0]).toBe(15)
  })
  it('ends with a marked message that has a frame in it', async () => {
    speaking.open()
    speaking.flush(1)
    port.sound(6)
    const done = new Promise<void>((resolve) => speaking.finish(resolve))
    expect(port.taps.at(-1)).toEqual({ is: 'close' })
    port.sound(1, true)
    await done
    expect(sent.map((message) => message.last)).toEqual([false, false, true])
    expect(seqs()).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
  it('taken away sends nothing more', () => {
    speaking.open()
    speaking.flush(1)
    port.sound(2)
    speaking.stop()
    expect(port.taps.at(-1)).toEqual({ is: 'stop' })
    expect(sent).toEqual([])
  })
  it('begins each burst at nought', () => {
    speaking.open()
    port.sound(3)
    speaking.stop()
    speaking.open()
    speaking.flush(2)
    port.sound(3)
    expect(seqs()).toEqual([0, 1, 2])
  })
})

describe('hearing', () => {
  const message = (burst: number, seq: number, values: number[], last = false): Message => ({ burst, last, preroll: false, clock: 0, packets: values.map((value, n) => ({ seq: seq + n, data: Uint8Array.of(value) })) })
  function listener(): { hearing: Hearing; pcm: number[]; words: Play[] } {
    const pcm: number[] = []
    const words: Play[] = []
    const hearing = new Hearing(codec, (word) => (word.is === 'pcm' ? pcm.push(word.pcm[0]!) : words.push(word)))
    return { hearing, pcm, words }
  }

  it('plays nothing nobody announced', () => {
    const { hearing, pcm } = listener()
    hearing.message(message(1, 0, [5]))
    expect(pcm).toEqual([])
  })
  it('who comes late hears from the next message on', () => {
    const { hearing, pcm } = listener()
    hearing.begin(1)
    hearing.message(message(1, 600, [5, 6]))
    expect(pcm).toEqual([5, 6])
  })
  it('fills a hole so that time stays true, leaves a long one out, plays nothing twice', () => {
    const { hearing, pcm } = listener()
    hearing.begin(1)
    hearing.message(message(1, 0, [1]))
    hearing.message(message(1, 3, [2]))
    hearing.message(message(1, 3, [9]))
    hearing.message(message(1, 100, [3]))
    expect(pcm).toEqual([1, -1, -1, 2, 3])
  })
  it('goes on with a new decoder after an error', () => {
    const { hearing, pcm } = listener()
    hearing.begin(1)
    hearing.message(message(1, 0, [1, 255, 2]))
    expect(pcm).toEqual([1, 2])
  })
  it('ends once, by the mark or by the centre', async () => {
    const { hearing, words } = listener()
    hearing.begin(1)
    hearing.message(message(1, 0, [1], true))
    await hearing.end(1)
    await Promise.resolve()
    expect(words).toEqual([{ is: 'end', burst: 1 }])
  })
})
