/** Names of area codes, read once per page; a code nobody knows is shown as its parent. */
import { shallowRef } from 'vue'
import { get } from '@/api/client'

interface Area {
  code: string
  name: string
}

const names = shallowRef(new Map<string, string>())

export async function loadAreas(under: string): Promise<void> {
  const areas = await get<Area[]>(`/api/areas?under=${encodeURIComponent(under)}`)
  names.value = new Map([...names.value, ...areas.map((area): [string, string] => [area.code, area.name])])
}

/** Of another city, whose case is shown here. */
export function knowAreas(more: Record<string, string>): void {
  names.value = new Map([...names.value, ...Object.entries(more)])
}

/** Reactive: texts fill in when the names arrive. */
export function areaName(code: string | null | undefined): string {
  if (!code) return ''
  return names.value.get(code) ?? names.value.get(code.slice(0, 6)) ?? ''
}

/** [code, name] of what lies under an area, down to so many digits: 6 districts, 9 towns. */
export function areasUnder(under: string, digits: number): Array<[string, string]> {
  return [...names.value].filter(([code]) => code.startsWith(under) && code.length > under.length && code.length <= digits).sort(([a], [b]) => a.localeCompare(b))
}

/** "从化区 吕田镇…": the district in front unless the place says it already. */
export function placeName(code: string | null | undefined, place: string | null | undefined): string {
  const area = areaName(code)
  if (!place) return area
  return !area || place.includes(area.replace(/[区市县]$/, '')) ? place : `${area} ${place}`
}
