/** Everything the palette offers: the desk's keys by their words, what has no key, and what is on the board. */
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import type { Desk } from '../desk'
import { inQueueOrder } from '../work/queue'
import { spelled, type Shortcut } from '../work/shortcuts'
import { boardItems, type Item } from './items'

/** An act without a key of its own. `also`: other words people look for it by. */
export interface Command {
  id: string
  text: string
  also?: string[]
  run: () => void
}

/** Words an officer may type that are not in the command's name. */
const ALSO: Record<string, string[]> = {
  newAlarm: ['新警情', '报警', '录入', 'new alarm'],
  acknowledge: ['接警确认', 'ack'],
  next: ['下一条', 'next'],
  verify: ['核实', '结论', 'verify'],
  candidates: ['派遣', '力量', '调度', 'dispatch'],
  plan: ['全局', '多起', '最优', 'plan'],
  mute: ['静音', 'mute'],
  lock: ['锁屏', '离席', 'lock'],
  list: ['快捷键', 'keys'],
}

/** `showTeam`: the list of teams opens at the one that was found. */
export function useCommands(desk: Desk, keys: () => Shortcut[], more: () => Command[], showTeam: (name: string) => void): ComputedRef<Item[]> {
  const { t, te } = useI18n()
  const { board } = desk.live
  const source = (code: string): string => (te(`source.${code}`) ? t(`source.${code}`) : '')

  const words = (id: string): string[] => (te(`functions.also.${id.slice(3)}`) ? t(`functions.also.${id.slice(3)}`).split(' ') : [])

  const commands = computed<Item[]>(() => {
    const byId = new Map<string, Item>()
    for (const key of keys()) {
      const held = byId.get(key.id)
      if (held) held.hint += ` / ${spelled(key)}`
      else byId.set(key.id, { group: 'command', id: key.id, text: t(`desk.keys.${key.id}`), hint: spelled(key), also: ALSO[key.id] ?? words(key.id), run: key.run })
    }
    byId.delete('palette')
    return [...byId.values(), ...more().map((one): Item => ({ group: 'command', id: one.id, text: one.text, hint: '', also: one.also ?? [], run: one.run }))]
  })
  return computed(() => [
    ...commands.value,
    ...boardItems(
      {
        alarms: inQueueOrder(board.table('alarms').value.values(), Date.now()),
        incidents: [...board.table('incidents').value.values()].sort((a, b) => Number(a.phase === 'closed') - Number(b.phase === 'closed') || b.id - a.id),
        units: board.table('units').value.values(),
      },
      {
        alarm: (row) => ({ text: `${row.type_name ?? source(row.source)} ${row.place}`, hint: `${row.number} · ${t(`urgency.${row.urgency}`)}` }),
        incident: (row) => ({ text: `${row.type_name ?? t('desk.incident')} ${row.place}`, hint: `${row.number} · ${t(`phase.${row.phase}`)}` }),
        unit: (row) => ({ text: row.name, hint: row.code }),
      },
      {
        alarm: (row) => desk.select({ kind: 'alarm', id: row.id }),
        incident: (row) => desk.select({ kind: 'incident', id: row.id }),
        unit: (row) => {
          showTeam(row.name)
          desk.fly.value(row.lon, row.lat, UNIT_ZOOM)
        },
      },
    ),
  ])
}

/** Close enough to tell one team's marker from its neighbour's. */
const UNIT_ZOOM = 13
