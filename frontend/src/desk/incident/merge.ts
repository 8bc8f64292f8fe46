/** Two officers, one incident: what I typed and what another saved meanwhile are merged field by field; only the same field clashes, and a person decides. */

export type Value = string | number
/** Fields that only make sense together are chosen together: half of somebody's position is nobody's position. */
export const GROUPS = { type: ['type'], place: ['place'], position: ['lon', 'lat'], text: ['text'] } as const
export type Group = keyof typeof GROUPS
export type Field = (typeof GROUPS)[Group][number]
export type Fields = Record<Field, Value>

/** One field under my hands: what it was when I began, and what I made of it. */
export interface Edit {
  from: Value
  to: Value
}
export type Edits = Partial<Record<Field, Edit>>

/** The same field was changed by somebody else to something else. */
export interface Clash {
  field: Field
  mine: Value
  theirs: Value
  by: string
  at: string | null
}

/** I set `field` to `to`. Back to what it was when I began means: I changed nothing. */
export function touch(edits: Edits, now: Fields, field: Field, to: Value): Edits {
  const from = edits[field]?.from ?? now[field]
  const { [field]: _, ...rest } = edits
  return to === from ? rest : { ...rest, [field]: { from, to } }
}

/** What the form shows: mine where I typed, otherwise what is true now – so another's save appears at once. */
export function shown(edits: Edits, now: Fields): Fields {
  const fields = { ...now }
  for (const field of fieldsOf(edits)) fields[field] = edits[field]!.to
  return fields
}

/** The centre says what is true now: edits that became true are done, edits of untouched fields stay, the rest clash. */
export function rebase(edits: Edits, now: Fields): { edits: Edits; clashing: Field[] } {
  const kept: Edits = {}
  const clashing: Field[] = []
  for (const field of fieldsOf(edits)) {
    const edit = edits[field]!
    if (now[field] === edit.to) continue
    kept[field] = edit
    if (now[field] !== edit.from) clashing.push(field)
  }
  return { edits: kept, clashing }
}

/** Keep mine: it now follows what the other wrote, so the next save overwrites it knowingly. Take theirs: my words for the group are dropped. */
export function settle(edits: Edits, now: Fields, group: Group, choice: 'mine' | 'theirs'): Edits {
  const next = { ...edits }
  for (const field of GROUPS[group]) {
    const edit = next[field]
    if (!edit) continue
    if (choice === 'mine') next[field] = { from: now[field], to: edit.to }
    else delete next[field]
  }
  return next
}

/** The body of the change: `{field: {from, to}}`. */
export function changesOf(edits: Edits): Record<string, Edit> {
  return { ...edits } as Record<string, Edit>
}

export function fieldsOf(edits: Edits): Field[] {
  return Object.keys(edits) as Field[]
}

export function groupOf(field: Field): Group {
  return (Object.keys(GROUPS) as Group[]).find((group) => (GROUPS[group] as readonly Field[]).includes(field))!
}

interface Saved {
  field: string
  at: string
  by_name: string
}

/** Who last saved a field, from the incident's own history. */
export function lastChange(edits: readonly Saved[], field: Field): { by: string; at: string } | null {
  let last: Saved | null = null
  for (const edit of edits) if (edit.field === field && (last === null || Date.parse(edit.at) >= Date.parse(last.at))) last = edit
  return last && { by: last.by_name, at: last.at }
}

/** The server's refusal names each field with both values; ours is already on the screen, theirs may be newer than the row. */
export function clashesFrom(holder: unknown): Clash[] {
  const fields = (holder as { fields?: unknown } | null)?.fields
  if (!Array.isArray(fields)) return []
  return fields.map((one: Record<string, unknown>) => ({
    field: one.field as Field, mine: one.yours as Value, theirs: one.theirs as Value, by: String(one.by ?? ''), at: (one.at as string | null) ?? null,
  }))
}
