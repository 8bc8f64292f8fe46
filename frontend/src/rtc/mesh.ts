/** Every page to every other one. Of two the one with the smaller number offers, so that nobody offers at the same time. */
import type { Carrier, Hands } from './carrier'
import type { Local } from './local'
import type { Said } from './room'

/** A socket that went without goodbye may come back; its picture runs on meanwhile. */
const LOST_MS = 8_000
/** Per neighbour: four pages of these are what a field telephone on 4G can take. */
const MOST_BITS = 350_000

interface Neighbour {
  pc: RTCPeerConnection
  stream: MediaStream
  audio: RTCRtpSender | null
  video: RTCRtpSender | null
  waiting: RTCIceCandidateInit[]
  lost?: ReturnType<typeof setTimeout>
}

export class Mesh implements Carrier {
  private readonly neighbours = new Map<number, Neighbour>()

  constructor(
    private readonly me: number,
    private readonly listenOnly: boolean,
    private readonly ice: RTCIceServer[],
    private readonly local: Local,
    private readonly say: (frame: Record<string, unknown>) => void,
    private readonly hands: Hands,
  ) {
    hands.state('up')
  }

  said(frame: Said): void {
    switch (frame.t) {
      case 'here':
      case 'joined':
        // A socket of its own is a page of its own: what we had with the old one is over.
        this.drop(frame.peer)
        if (this.listenOnly && frame.listen_only) return // two walls have nothing to show each other
        this.meet(frame.peer)
        break
      case 'gone':
        this.drop(frame.peer)
        break
      case 'lost': {
        const held = this.neighbours.get(frame.peer)
        if (held) held.lost = setTimeout(() => this.drop(frame.peer), LOST_MS)
        break
      }
      case 'sdp':
        void this.described(frame.from, frame.type, frame.sdp).catch((problem: unknown) => this.trouble(frame.from, problem))
        break
      case 'ice':
        this.candidate(frame.from, { candidate: frame.candidate, sdpMid: frame.mid, sdpMLineIndex: frame.line })
        break
      case 'again':
        void this.offer(frame.from, true).catch((problem: unknown) => this.trouble(frame.from, problem))
        break
      default:
    }
  }

  refresh(): void {
    for (const held of this.neighbours.values()) {
      void held.audio?.replaceTrack(this.local.audio)
      void held.video?.replaceTrack(this.local.video)
    }
  }

  close(): void {
    for (const peer of [...this.neighbours.keys()]) this.drop(peer)
  }

  private meet(peer: number): Neighbour {
    const known = this.neighbours.get(peer)
    if (known) return known
    const held: Neighbour = { pc: new RTCPeerConnection({ iceServers: this.ice }), stream: new MediaStream(), audio: null, video: null, waiting: [] }
    this.neighbours.set(peer, held)
    this.hands.remote(peer, { stream: held.stream, state: 'trying' })
    const { pc } = held
    pc.onicecandidate = ({ candidate }) => {
      if (candidate) this.say({ t: 'ice', to: peer, candidate: candidate.candidate, mid: candidate.sdpMid, line: candidate.sdpMLineIndex })
    }
    pc.ontrack = ({ track }) => {
      held.stream.addTrack(track)
      this.hands.remote(peer, { stream: held.stream, state: 'trying' })
    }
    pc.onconnectionstatechange = () => {
      if (this.neighbours.get(peer) !== held) return
      const state = pc.connectionState
      if (state === 'connected') this.hands.remote(peer, { stream: held.stream, state: 'up' })
      else if (state === 'failed') {
        this.hands.remote(peer, { stream: held.stream, state: 'down' })
        if (this.me < peer) void this.offer(peer, true).catch(() => {})
        else this.say({ t: 'again', to: peer })
      }
    }
    if (this.me < peer) {
      // Both lines from the beginning, with or without a picture: turning the camera on later needs no new agreement.
      const direction = this.listenOnly ? 'recvonly' : 'sendrecv'
      held.audio = pc.addTransceiver('audio', { direction }).sender
      held.video = pc.addTransceiver('video', { direction, sendEncodings: [{ maxBitrate: MOST_BITS }] }).sender
      void this.offer(peer, false).catch((problem: unknown) => this.trouble(peer, problem))
    }
    return held
  }

  private async offer(peer: number, again: boolean): Promise<void> {
    const held = this.neighbours.get(peer)
    if (!held || this.me > peer) return
    await this.put(held)
    if (again) held.pc.restartIce()
    await held.pc.setLocalDescription(await held.pc.createOffer())
    this.say({ t: 'sdp', to: peer, type: 'offer', sdp: held.pc.localDescription!.sdp })
  }

  private async described(peer: number, type: RTCSdpType, sdp: string): Promise<void> {
    const held = this.neighbours.get(peer) ?? this.meet(peer)
    await held.pc.setRemoteDescription({ type, sdp })
    if (type === 'offer') {
      for (const line of held.pc.getTransceivers()) {
        line.direction = this.listenOnly ? 'recvonly' : 'sendrecv'
        if (line.receiver.track.kind === 'audio') held.audio = line.sender
        else held.video = line.sender
      }
      await this.put(held)
      await held.pc.setLocalDescription(await held.pc.createAnswer())
      this.say({ t: 'sdp', to: peer, type: 'answer', sdp: held.pc.localDescription!.sdp })
    }
    for (const candidate of held.waiting.splice(0)) await held.pc.addIceCandidate(candidate).catch(() => {})
  }

  private candidate(peer: number, candidate: RTCIceCandidateInit): void {
    const held = this.neighbours.get(peer)
    if (!held) return
    // Candidates overtake descriptions
    if (held.pc.remoteDescription) void held.pc.addIceCandidate(candidate).catch(() => {})
    else held.waiting.push(candidate)
  }

  private async put(held: Neighbour): Promise<void> {
    if (this.listenOnly) return
    await held.audio?.replaceTrack(this.local.audio)
    await held.video?.replaceTrack(this.local.video)
  }

  private trouble(peer: number, problem: unknown): void {
    console.warn('conference: no agreement with', peer, problem)
    const held = this.neighbours.get(peer)
    if (held) this.hands.remote(peer, { stream: held.stream, state: 'down' })
  }

  private drop(peer: number): void {
    const held = this.neighbours.get(peer)
    if (!held) return
    clearTimeout(held.lost)
    this.neighbours.delete(peer)
    held.pc.onconnectionstatechange = held.pc.onicecandidate = held.pc.ontrack = null
    held.pc.close()
    this.hands.remote(peer, null)
  }
}
