/** What can be put on a wall from where the desk is now, and how each is said. Pure. */
import type { Incident, Link } from '@/api/types'
import { DAILY, type Scene, type WallRow } from '@/wall/scene'
import { WITH_PAGE } from '@/wall/scenes/keys'

export interface Conference {
  id: number
  state: string
  incident: number | null
  purpose: string
  number: string
}
export interface Camera {
  lon: number
  lat: number
  zoom: number
}
export interface Around {
  incident: Incident | null
  conferences: readonly Conference[]
  camera: Camera | null
  /** Newest callout of the selected incident. */
  callout: number | null
}

export const of = (kind: Scene['kind'], given: Partial<Scene> = {}): Scene => ({ ...DAILY, ...given, kind })

/** The presets in the operators' order; null = cannot be pressed now. */
export function presets(around: Around): Array<{ kind: Scene['kind']; scene: Scene | null }> {
  const { incident, conferences, camera, callout } = around
  const conference = conferences.find((row) => row.state === 'open' && incident !== null && row.incident === incident.id) ?? conferences.find((row) => row.state === 'open') ?? null
  return [
    { kind: 'daily', scene: of('daily') },
    { kind: 'consult', scene: conference && of('consult', { conference: conference.id, incident: conference.incident }) },
    { kind: 'incident', scene: incident && of('incident', { incident: incident.id }) },
    { kind: 'night', scene: of('night') },
    { kind: 'map', scene: camera && of('map', camera) },
    { kind: 'callout', scene: callout === null ? null : of('callout', { callout }) },
    ...WITH_PAGE.map((kind) => ({ kind, scene: of(kind) })),
  ]
}

/** Buttons of a function's page stand apart from those that follow what the desk has selected. */
export const isFunction = (kind: Scene['kind']): boolean => (WITH_PAGE as readonly string[]).includes(kind)

export const same = (a: Scene, b: Scene): boolean => ([...Object.keys(DAILY), 'group'] as Array<keyof Scene>).every((name) => (a[name] ?? null) === (b[name] ?? null))

interface Names {
  incident(id: number): string
  link(id: number): string
  conference(id: number): string
}
/** `单事件 森林火灾 良口镇`; what left the board since is said by its kind alone. */
export function said(scene: Scene, t: (key: string) => string, names: Names): string {
  const about =
    scene.kind === 'feed' && scene.link !== null ? names.link(scene.link)
    : scene.kind === 'consult' && scene.conference !== null ? names.conference(scene.conference)
    : scene.kind === 'incident' && scene.incident !== null ? names.incident(scene.incident)
    : ''
  return about ? `${t(`walls.kind.${scene.kind}`)} ${about}` : t(`walls.kind.${scene.kind}`)
}

/** Is what was asked for on the wall? A wall that is not there cannot have shown it. */
export function standing(wall: WallRow): 'new' | 'silent' | 'waiting' | 'shown' {
  if (wall.state === 'new') return 'new'
  if (wall.state === 'silent') return 'silent'
  return wall.shown >= wall.version ? 'shown' : 'waiting'
}

export const playable = (links: Iterable<Link>): Link[] => [...links].filter((row) => row.active && row.kind === 'video')
