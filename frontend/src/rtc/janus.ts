/** The videoroom of Janus in raw JSON over its WebSocket: one sender of our own, one receiver per other sender. `display` is the leg. */
import type { Carrier, Hands } from './carrier'
import type { Local } from './local'
import type { Said } from './room'
import type { Entry } from './wire'

const PLUGIN = 'janus.plugin.videoroom'
/** Janus forgets a session that is silent for a minute. */
const KEEP_MS = 25_000
/** The room is made by our worker; a page may be there a moment earlier. */
const NO_ROOM = 426
const AGAIN_MS = 700
const MOST_TRIES = 20
const ANSWER_MS = 8_000

interface Word {
  janus: string
  transaction?: string
  sender?: number
  data?: { id: number }
  plugindata?: { data: Record<string, unknown> }
  jsep?: RTCSessionDescriptionInit
  error?: { code: number; reason: string }
}
interface Sender {
  id: number
  display?: string
}

export class Janus implements Carrier {
  private readonly socket: WebSocket
  private readonly asked = new Map<string, (word: Word) => void>()
  private readonly receivers = new Map<number, { pc: RTCPeerConnection; leg: number; feed: number }>()
  private readonly legs = new Map<number, number>()
  private session = 0
  private own = 0
  private pc: RTCPeerConnection | null = null
  private audio: RTCRtpSender | null = null
  private video: RTCRtpSender | null = null
  private keeping: ReturnType<typeof setInterval> | undefined
  private over = false

  constructor(
    private readonly entry: Entry,
    private readonly local: Local,
    private readonly hands: Hands,
  ) {
    hands.state('trying')
    this.socket = new WebSocket(entry.url, 'janus-protocol')
    this.socket.onmessage = (event) => this.heard(JSON.parse(String(event.data)) as Word)
    this.socket.onopen = () => void this.start().catch((problem: unknown) => this.dead(String(problem)))
    this.socket.onclose = () => this.dead('closed')
  }

  said(frame: Said): void {
    // Janus tells itself who comes; who said goodbye is taken off at once.
    if (frame.t === 'gone') for (const [feed, leg] of this.legs) if (leg === frame.peer) this.forget(feed)
  }

  refresh(): void {
    void this.audio?.replaceTrack(this.local.audio)
    void this.video?.replaceTrack(this.local.video)
  }

  close(): void {
    this.over = true
    clearInterval(this.keeping)
    if (this.socket.readyState === WebSocket.OPEN && this.session) this.send({ janus: 'destroy' })
    this.pc?.close()
    for (const held of this.receivers.values()) held.pc.close()
    this.socket.close()
  }

  private async start(): Promise<void> {
    this.session = (await this.ask({ janus: 'create' })).data!.id
    this.keeping = setInterval(() => this.send({ janus: 'keepalive' }), KEEP_MS)
    this.own = (await this.ask({ janus: 'attach', plugin: PLUGIN })).data!.id
    const room = Number(this.entry.room)
    for (let tries = 1; ; tries += 1) {
      const data = (await this.message(this.own, { request: 'join', ptype: 'publisher', room, pin: this.entry.pin, display: String(this.entry.leg) })).plugindata!.data
      if (data.error_code === undefined) {
        this.hands.state('up')
        this.senders(data.publishers)
        break
      }
      if (data.error_code !== NO_ROOM || tries >= MOST_TRIES) throw new Error(String(data.error))
      await new Promise((done) => setTimeout(done, AGAIN_MS))
    }
    if (!this.entry.listen_only) await this.publish()
  }

  private async publish(): Promise<void> {
    const pc = (this.pc = this.connection(this.own))
    this.audio = pc.addTransceiver('audio', { direction: 'sendonly' }).sender
    this.video = pc.addTransceiver('video', { direction: 'sendonly' }).sender
    await this.audio.replaceTrack(this.local.audio)
    await this.video.replaceTrack(this.local.video)
    await pc.setLocalDescription(await pc.createOffer())
    const answer = await this.message(this.own, { request: 'configure', audio: true, video: true }, pc.localDescription!)
    if (answer.jsep) await pc.setRemoteDescription(answer.jsep)
  }

  private connection(handle: number): RTCPeerConnection {
    const pc = new RTCPeerConnection({ iceServers: this.entry.ice })
    pc.onicecandidate = ({ candidate }) =>
      this.send({ janus: 'trickle', handle_id: handle, candidate: candidate ? { candidate: candidate.candidate, sdpMid: candidate.sdpMid, sdpMLineIndex: candidate.sdpMLineIndex } : { completed: true } })
    return pc
  }

  private senders(given: unknown): void {
    for (const one of (given ?? []) as Sender[]) {
      const leg = Number(one.display)
      if (!Number.isInteger(leg) || this.legs.has(one.id) || leg === this.entry.leg) continue
      this.legs.set(one.id, leg)
      void this.receive(one.id, leg).catch((problem: unknown) => {
        console.warn('conference: cannot receive', leg, problem)
        this.forget(one.id)
      })
    }
  }

  private async receive(feed: number, leg: number): Promise<void> {
    const handle = (await this.ask({ janus: 'attach', plugin: PLUGIN })).data!.id
    const pc = this.connection(handle)
    const stream = new MediaStream()
    this.receivers.set(handle, { pc, leg, feed })
    this.hands.remote(leg, { stream, state: 'trying' })
    pc.ontrack = ({ track }) => {
      stream.addTrack(track)
      this.hands.remote(leg, { stream, state: 'trying' })
    }
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === 'connected') this.hands.remote(leg, { stream, state: 'up' })
      else if (pc.connectionState === 'failed') this.hands.remote(leg, { stream, state: 'down' })
    }
    const room = Number(this.entry.room)
    const word = await this.message(handle, { request: 'join', ptype: 'subscriber', room, pin: this.entry.pin, streams: [{ feed }] })
    if (!word.jsep) throw new Error(String(word.plugindata?.data.error ?? 'no offer'))
    await this.answer(handle, pc, word.jsep)
  }

  private async answer(handle: number, pc: RTCPeerConnection, offer: RTCSessionDescriptionInit): Promise<void> {
    await pc.setRemoteDescription(offer)
    await pc.setLocalDescription(await pc.createAnswer())
    await this.message(handle, { request: 'start' }, pc.localDescription!)
  }

  private forget(feed: number): void {
    const leg = this.legs.get(feed)
    this.legs.delete(feed)
    for (const [handle, held] of this.receivers) {
      if (held.feed !== feed) continue
      held.pc.close()
      this.receivers.delete(handle)
      this.send({ janus: 'detach', handle_id: handle })
    }
    if (leg !== undefined && ![...this.legs.values()].includes(leg)) this.hands.remote(leg, null)
  }

  private heard(word: Word): void {
    const waiting = word.transaction ? this.asked.get(word.transaction) : undefined
    if (waiting && word.janus !== 'ack') {
      this.asked.delete(word.transaction!)
      waiting(word)
      return
    }
    if (word.janus !== 'event' || !word.plugindata) return
    const { data } = word.plugindata
    if (data.publishers) this.senders(data.publishers)
    for (const gone of [data.leaving, data.unpublished]) if (typeof gone === 'number') this.forget(gone)
    const held = word.sender !== undefined ? this.receivers.get(word.sender) : undefined
    if (held && word.jsep?.type === 'offer') void this.answer(word.sender!, held.pc, word.jsep).catch(() => {}) // the sender's lines changed
  }

  private message(handle: number, body: Record<string, unknown>, jsep?: RTCSessionDescriptionInit): Promise<Word> {
    return this.ask({ janus: 'message', handle_id: handle, body, ...(jsep ? { jsep: { type: jsep.type, sdp: jsep.sdp } } : {}) })
  }

  private ask(words: Record<string, unknown>): Promise<Word> {
    return new Promise((done, failed) => {
      const transaction = Math.random().toString(36).slice(2)
      const timer = setTimeout(() => {
        this.asked.delete(transaction)
        failed(new Error('no answer'))
      }, ANSWER_MS)
      this.asked.set(transaction, (word) => {
        clearTimeout(timer)
        if (word.janus === 'error') failed(new Error(word.error?.reason ?? 'error'))
        else done(word)
      })
      this.send({ ...words, transaction })
    })
  }

  private send(words: Record<string, unknown>): void {
    if (this.socket.readyState !== WebSocket.OPEN) return
    this.socket.send(JSON.stringify({ transaction: Math.random().toString(36).slice(2), ...words, ...(this.session ? { session_id: this.session } : {}) }))
  }

  private dead(why: string): void {
    if (this.over) return
    clearInterval(this.keeping)
    this.hands.state('down', why)
  }
}
