/** Alarms and incidents as map features, and the smallest change from one set to the next. */
import type { Feature, FeatureCollection, Point } from 'geojson'
import type { Alarm, Incident } from '@/api/types'

export interface MarkWords {
  alarm(row: Alarm): string
  incident(row: Incident): string
}

const URGENCY_RANK = { critical: 0, urgent: 1, normal: 2 } as const

/** An alarm that became part of an incident is drawn as the incident. */
export function marksOf(alarms: Iterable<Alarm>, incidents: Iterable<Incident>, words: MarkWords): Map<string, Feature<Point>> {
  const marks = new Map<string, Feature<Point>>()
  const put = (id: string, lon: number, lat: number, properties: Record<string, unknown>) =>
    marks.set(id, { type: 'Feature', id, geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { ...properties, key: id } })
  for (const row of alarms) {
    if (row.state !== 'active' || row.incident !== null || row.lon === null || row.lat === null) continue
    const icon = `alarm-${row.urgency in URGENCY_RANK ? row.urgency : 'normal'}`
    const flash = row.acked_by ? 0 : 1
    put(`alarm:${row.id}`, row.lon, row.lat, { kind: 'alarm', row: row.id, icon, flash, urgency: row.urgency, label: words.alarm(row), rank: URGENCY_RANK[row.urgency] ?? 3 })
  }
  for (const row of incidents) {
    if (row.phase === 'closed' || typeof row.lon !== 'number' || typeof row.lat !== 'number') continue
    const icon = row.grade && row.grade_state ? `incident-${row.grade}-${row.grade_state}` : 'incident'
    put(`incident:${row.id}`, row.lon, row.lat, { kind: 'incident', row: row.id, icon, flash: 0, urgency: '', label: words.incident(row), rank: -1 })
  }
  return marks
}

export interface Diff {
  remove: string[]
  add: Feature<Point>[]
}

/** What `updateData` needs; null when nothing changed. */
export function diffMarks(before: Map<string, Feature<Point>>, after: Map<string, Feature<Point>>): Diff | null {
  const remove = [...before.keys()].filter((id) => !after.has(id))
  const add: Feature<Point>[] = []
  for (const [id, mark] of after) {
    const held = before.get(id)
    if (!held || JSON.stringify(held) !== JSON.stringify(mark)) add.push(mark)
  }
  return remove.length || add.length ? { remove, add } : null
}

export function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}
