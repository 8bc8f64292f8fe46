/** Which of the offered addresses this browser plays, or in which words it cannot. No DOM. */

export type By = 'whep' | 'hls' | 'flv'
export interface Way {
  by: By
  url: string
  sub: boolean
}
export interface Abilities {
  webrtc: boolean
  mse: boolean
  /** HEVC in fragmented MP4. */
  h265: boolean
}
export type Why = 'none' | 'h265' | 'mse' | 'webrtc'

/** Lowest delay first: half a second, two seconds, ten. */
const ORDER: By[] = ['whep', 'flv', 'hls']

/** H.265 does not go through a browser's WebRTC, and through the others only where the machine decodes it: then the sub-stream, which cameras send as H.264. */
export function choose(ways: Way[], codec: string, can: Abilities): { way: Way; why: null } | { way: null; why: Why } {
  if (!ways.length) return { way: null, why: 'none' }
  let why: Why = 'mse'
  for (const sub of [false, true])
    for (const by of ORDER)
      for (const way of ways) {
        if (way.by !== by || way.sub !== sub) continue
        if (codec === 'h265' && !sub && (by === 'whep' || !can.h265)) why = 'h265'
        else if (by === 'whep' && !can.webrtc) why = 'webrtc'
        else if (by !== 'whep' && !can.mse) why = 'mse'
        else return { way, why: null }
      }
  return { way: null, why }
}

/** The board's addresses are everybody's; a ticket is one person's. */
export function withTicket(way: Way, ticket: string): Way {
  return ticket ? { ...way, url: `${way.url}${way.url.includes('?') ? '&' : '?'}ticket=${encodeURIComponent(ticket)}` } : way
}

export function abilities(): Abilities {
  const mse = typeof MediaSource !== 'undefined'
  return {
    webrtc: typeof RTCPeerConnection !== 'undefined',
    mse,
    h265: mse && MediaSource.isTypeSupported('video/mp4; codecs="hvc1.1.6.L120.90"'),
  }
}

/** How an address is played, from the way media servers spell them; null = a page, a file or a format for a gateway. */
export function wayOf(url: string): Way | null {
  let path: string
  try {
    const parts = new URL(url)
    if (!/^(https?|wss?):$/.test(parts.protocol)) return null
    path = parts.pathname.toLowerCase()
  } catch {
    return null
  }
  const by: By | null = path.endsWith('.m3u8') ? 'hls' : path.endsWith('.flv') ? 'flv' : /\/whep\/?$/.test(path) ? 'whep' : null
  return by && { by, url, sub: false }
}
