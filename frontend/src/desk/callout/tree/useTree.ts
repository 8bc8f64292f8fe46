/** calls → tree: the rows that are wanted, names of their areas, and the tree counted anew when a row changes. */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'

import { get } from '@/api/client'
import type { components } from '@/api/schema'
import { areaName } from '@/shared/areas'
import type { Call } from '@/shared/calls'
import { treeOf, type Node } from '@/shared/callTree'
import type { Wanted } from './opened'

export type Head = components['schemas']['CalloutHead']
export interface Choice {
  id: number
  purpose: Call['purpose']
  at: string
  n: number
}

/** Villages are read when somebody opens the tree; every other screen lives without their three thousand names. */
const villages = shallowRef(new Map<string, string>())

export function useTree(table: ShallowRef<Map<string, Call>>, wanted: () => Wanted, city: () => string) {
  const head = shallowRef<Head | null>(null)
  const known = computed(() => {
    const all: Call[] = []
    const { incident } = wanted()
    for (const call of table.value.values()) if (incident === null || call.incident === incident) all.push(call)
    return all
  })
  const choices: ComputedRef<Choice[]> = computed(() => {
    const found = new Map<number, Choice>()
    for (const call of known.value) {
      const one = found.get(call.callout)
      if (one) {
        one.n += 1
        if (call.started_at < one.at) one.at = call.started_at
      } else found.set(call.callout, { id: call.callout, purpose: call.purpose, at: call.started_at, n: 1 })
    }
    return [...found.values()].sort((a, b) => b.id - a.id)
  })
  const calls = computed(() => known.value.filter((call) => (wanted().callout === null ? call.purpose !== 'escalate' : call.callout === wanted().callout)))
  const standing = computed(() => {
    const found = new Map<number, Call[]>()
    for (const call of calls.value) if (call.stands_for !== null) found.set(call.stands_for, [...(found.get(call.stands_for) ?? []), call])
    return found
  })
  const byId = computed(() => new Map(calls.value.map((call) => [call.id, call])))
  const name = (code: string): string => villages.value.get(code) ?? (code.length === 12 ? code : areaName(code))
  const root = computed<Node>(() => treeOf(city(), calls.value, head.value?.gaps ?? [], name))

  const districts = computed(() => [...new Set(calls.value.filter((call) => call.village).map((call) => call.district || city()))].sort().join())
  watch(districts, async (codes) => {
    for (const under of codes.split(',').filter(Boolean)) {
      if ([...villages.value.keys()].some((code) => code.startsWith(under))) continue
      const rows = await get<Array<{ code: string; name: string }>>(`/api/areas?under=${under}&villages=true`).catch(() => [])
      villages.value = new Map([...villages.value, ...rows.filter((row) => row.code.length === 12).map((row): [string, string] => [row.code, row.name])])
    }
  }, { immediate: true })
  watch(() => wanted().callout, async (id) => {
    head.value = null
    if (id === null) return
    const found = await get<Head>(`/api/callouts/${id}/head`).catch(() => null)
    if (wanted().callout === id) head.value = found
  }, { immediate: true })

  /** Whoever was rung in this one's place, and in theirs. */
  function instead(call: Call): Call[] {
    return (standing.value.get(call.id) ?? []).flatMap((one) => [one, ...instead(one)])
  }
  return { head, choices, calls, root, byId, instead, name }
}
