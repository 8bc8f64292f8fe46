/** 轨迹尾线: where those who matter came from – the units of open incidents and whoever is selected. A line that fades with its age. */
import type { Feature, LineString } from 'geojson'
import type { GeoJSONSource } from 'maplibre-gl'

import { get } from '@/api/client'
import type { components } from '@/api/schema'
import type { Live } from '@/live/live'
import { collection } from './features'
import type { MapPart } from './part'

/** Half an hour shows the way to the scene and the way back; older is the replay's. */
export const KEEP_MS = 30 * 60_000
/** A kept point for each 15 m: at walking pace one in ten seconds, at driving pace each fix. */
const STEP_1E7 = 1350
/** Half an hour of driving at a fix a second is 1,800; the line is thinned to this. */
const MOST_POINTS = 400
/** So many lines are still told apart; incidents have fewer units. */
const MOST_TRAILS = 60
const EVERY_MS = 1000

interface Point {
  lon: number
  lat: number
  at: number
  /** Before it nothing was heard for too long: no line leads here. */
  begins?: boolean
}

/** Points of whoever is followed; forgets those who are not any more. No map in here. */
export class Trails {
  private readonly points = new Map<number, Point[]>()

  follow(subjects: Iterable<number>): void {
    const wanted = new Set([...subjects].slice(0, MOST_TRAILS))
    for (const subject of this.points.keys()) if (!wanted.has(subject)) this.points.delete(subject)
    for (const subject of wanted) if (!this.points.has(subject)) this.points.set(subject, [])
  }

  /** Who has no point yet, so that the past may be asked for. */
  unknown(): number[] {
    return [...this.points].filter(([, points]) => points.length === 0).map(([subject]) => subject)
  }

  /** A fix in 1e-7 degrees; `at` in ms of the screen's monotonic clock. */
  put(subject: number, lon: number, lat: number, at: number): void {
    const points = this.points.get(subject)
    if (!points) return
    const last = points.at(-1)
    if (last && (at <= last.at || Math.abs(lon - last.lon) + Math.abs(lat - last.lat) < STEP_1E7)) return
    points.push({ lon, lat, at })
    if (points.length > MOST_POINTS) points.splice(0, points.length, ...thinned(points))
  }

  /** What was stored before this screen looked. */
  before(subject: number, past: Point[]): void {
    const points = this.points.get(subject)
    if (!points) return
    const first = points[0]?.at ?? Infinity
    this.points.set(subject, thinned([...past.filter((point) => point.at < first), ...points]))
  }

  /** Lines in three ages, oldest first, so that the newest is drawn over them; `now` ends each where it stands. */
  lines(now: number): Array<Feature<LineString, { subject: number; age: number }>> {
    const found: Array<Feature<LineString, { subject: number; age: number }>> = []
    for (const [subject, points] of this.points) {
      while (points.length && now - points[0].at > KEEP_MS) points.shift()
      for (let age = 2; age >= 0; age -= 1) {
        const [youngest, oldest] = [now - (age * KEEP_MS) / 3, now - ((age + 1) * KEEP_MS) / 3]
        const part = points.filter((point, n) => (point.at <= youngest && point.at > oldest) || (points[n + 1]?.at > oldest && point.at <= oldest))
        const next = points.find((point) => point.at > youngest)
        if (next && part.length) part.push(next)
        for (const way of unbroken(part))
          found.push({ type: 'Feature', properties: { subject, age }, geometry: { type: 'LineString', coordinates: way.map((point) => [point.lon / 1e7, point.lat / 1e7]) } })
      }
    }
    return found
  }
}

/** Every second point of the older half: the bends of the last minutes matter more than those of half an hour ago. Where a line begins, it begins. */
function thinned(points: Point[]): Point[] {
  let kept = points
  while (kept.length > MOST_POINTS) {
    const half = kept.length >> 1
    const fewer = [...kept.slice(0, half).filter((point, n) => n % 2 === 0 || point.begins), ...kept.slice(half)]
    if (fewer.length === kept.length) break
    kept = fewer
  }
  return kept
}

/** Cut where nothing was heard; a point alone is no line. */
function unbroken(points: Point[]): Point[][] {
  const ways: Point[][] = []
  for (const [n, point] of points.entries()) if (n === 0 || point.begins) ways.push([point])
  else ways[ways.length - 1].push(point)
  return ways.filter((way) => way.length > 1)
}

/** Subjects of the units with an open assignment, and of the one that is selected. */
export function followed(live: Live, selected: number | null): Set<number> {
  const { board } = live
  const found = new Set<number>()
  if (selected) found.add(selected)
  for (const row of board.table('assignments').value.values()) {
    const subject = row.state === 'open' ? board.row('units', row.unit)?.subject : null
    if (subject) found.add(subject)
  }
  return found
}

type Stored = components['schemas']['Trail']

/** The half hour before somebody looked, from the history; a line that begins where one clicks says nothing about where they came from. */
export async function stored(subject: number, nowMs: number, monotonic: number): Promise<Point[]> {
  const query = new URLSearchParams({ subject: String(subject), from: new Date(nowMs - KEEP_MS).toISOString(), to: new Date(nowMs).toISOString() })
  const { points, breaks } = await get<Stored>(`/api/replay/trail?${query}`)
  const begins = new Set(breaks)
  return points.map(([fixed, lon, lat], n) => ({ lon: Math.round(lon! * 1e7), lat: Math.round(lat! * 1e7), at: monotonic - (nowMs - fixed!), begins: begins.has(n) }))
}

export const trailsPart: MapPart = {
  name: 'trails',
  attach({ map, live, scale, below }) {
    const trails = new Trails()
    let selected: number | null = null
    let written = ''
    map.addSource('trails', { type: 'geojson', data: collection([]) })
    map.addLayer(
      {
        id: 'trails',
        type: 'line',
        source: 'trails',
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: { 'line-color': '#7fd4e6', 'line-width': 1.8 * scale, 'line-opacity': ['match', ['get', 'age'], 0, 0.75, 1, 0.45, 0.22] },
      },
      below,
    )
    const take = (): void => {
      const { picture } = live
      for (const subject of followed(live, selected)) {
        const slot = picture.slotOf(subject)
        if (slot !== undefined) trails.put(subject, picture.lon[slot], picture.lat[slot], picture.fixedAt[slot])
      }
    }
    const draw = (): void => {
      if (document.hidden) return
      const lines = trails.lines(performance.now())
      const text = JSON.stringify(lines)
      if (text === written) return
      written = text
      ;(map.getSource('trails') as GeoJSONSource | undefined)?.setData(collection(lines))
    }
    const choose = (): void => {
      trails.follow(followed(live, selected))
      take()
      draw()
    }
    const seed = (subject: number): void => {
      // without its past the line grows from now on, as every other does
      void stored(subject, live.clock.now(), performance.now()).then((points) => (trails.before(subject, points), draw()), () => {})
    }
    const off = live.picture.onChange(take)
    const timer = window.setInterval(draw, EVERY_MS)
    choose()
    return {
      boardChanged: choose,
      select(picked) {
        const before = selected
        selected = picked?.kind === 'subject' ? picked.id : picked?.kind === 'unit' ? (live.board.row('units', picked.id)?.subject ?? null) : null
        choose()
        if (selected !== null && selected !== before && !live.past) seed(selected)
      },
      detach() {
        off()
        clearInterval(timer)
      },
    }
  },
}
