/** WebRTC-HTTP egress (WHEP, draft-ietf-wish-whep): one offer, one answer, one DELETE. */

const GATHER_MS = 1500

export interface Playing {
  stop(): void
}

export async function playWhep(video: HTMLVideoElement, url: string, lost: (why: string) => void): Promise<Playing> {
  const peer = new RTCPeerConnection({ iceServers: [] })
  let session: string | null = null
  let over = false
  const end = (why: string): void => {
    if (over) return
    over = true
    lost(why)
  }
  peer.addTransceiver('video', { direction: 'recvonly' })
  peer.addTransceiver('audio', { direction: 'recvonly' })
  const media = new MediaStream()
  peer.ontrack = (event) => {
    media.addTrack(event.track)
    if (video.srcObject !== media) video.srcObject = media
    void video.play().catch(() => {})
  }
  peer.onconnectionstatechange = () => {
    if (peer.connectionState === 'failed' || peer.connectionState === 'closed') end('connection')
  }
  const stop = (): void => {
    over = true
    peer.close()
    video.srcObject = null
    if (session) void fetch(session, { method: 'DELETE', keepalive: true }).catch(() => {})
  }
  try {
    await peer.setLocalDescription(await peer.createOffer())
    await gathered(peer)
    const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: peer.localDescription!.sdp })
    if (!answer.ok) throw new Error(String(answer.status))
    const where = answer.headers.get('Location')
    session = where ? new URL(where, url).href : null
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() })
  } catch (problem) {
    stop()
    throw problem
  }
  return { stop }
}

/** All candidates in the one offer: media servers of this kind do not trickle. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return Promise.resolve()
  return new Promise((done) => {
    const timer = setTimeout(done, GATHER_MS)
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState !== 'complete') return
      clearTimeout(timer)
      done()
    })
  })
}
