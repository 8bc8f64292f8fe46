/** An event of the log in the reader's words: a kind is `<what>.<what became of it>`. */
type Translate = (key: string) => string
type Known = (key: string) => boolean

export function split(kind: string): { singular: string; verb: string } {
  const dot = kind.indexOf('.')
  return { singular: kind.slice(0, dot), verb: kind.slice(dot + 1) }
}

/** A kind nobody worded is shown by its name, never hidden. */
export function wordOf(kind: string, t: Translate, te: Known): string {
  const { singular, verb } = split(kind)
  if (te(`events.kind.${singular}_${verb}`)) return t(`events.kind.${singular}_${verb}`)
  if (!te(`events.table.${singular}`)) return kind
  return `${t(`events.table.${singular}`)}${te(`events.verb.${verb}`) ? ` ${t(`events.verb.${verb}`)}` : ''}`
}
