/** Which pictures stand at the wall's foot: linked video and conferences first, then drones that only report. */
import type { Link, Subject } from '@/api/types'
import { wayOf } from '@/video/ways'

export interface Tile {
  key: string
  kind: 'video' | 'conference' | 'uav' | 'empty'
  label: string
  url: string
  active: boolean
  subject: number | null
  /** What this page itself can show. */
  player: 'image' | 'clip' | 'stream' | 'register' | 'none'
  /** Number in the register of streams. */
  stream: number | null
}

/** Files of our own server, a media server's stream, or a stream of the register; another page can only be opened beside the wall. */
export function playerFor(url: string, stream: number | null = null): Tile['player'] {
  if (stream !== null) return 'register'
  if (!url.startsWith('/')) return wayOf(url) ? 'stream' : 'none'
  if (/\.(jpe?g|png|webp|gif|svg)($|\?)/i.test(url)) return 'image'
  return /\.(mp4|webm)($|\?)/i.test(url) ? 'clip' : 'none'
}

/** A link may come from a device or a person: nothing but web addresses is ever opened. */
export function safeUrl(url: string): string {
  return /^(https?:\/\/|\/(?!\/))/i.test(url) ? url : ''
}

export function tilesOf(links: Link[], flying: Subject[], most = 4, incident: number | null = null): Tile[] {
  const ours = (link: Link): number => Number(incident !== null && link.incident === incident)
  const linked = [...links].sort((a, b) => ours(b) - ours(a) || Number(b.active) - Number(a.active) || b.id - a.id)
  const tiles = linked.map(
    (link): Tile => ({ key: `l${link.id}`, kind: link.kind, label: link.label, url: link.url, active: link.active, subject: link.subject, player: playerFor(link.url, link.stream ?? null), stream: link.stream ?? null }),
  )
  const covered = new Set(linked.map((link) => link.subject))
  for (const subject of flying) {
    if (tiles.length >= most) break
    if (!covered.has(subject.id))
      tiles.push({ key: `s${subject.id}`, kind: 'uav', label: subject.label, url: '', active: true, subject: subject.id, player: 'none', stream: null })
  }
  while (tiles.length < most) tiles.push({ key: `e${tiles.length}`, kind: 'empty', label: '', url: '', active: false, subject: null, player: 'none', stream: null })
  return tiles
}
