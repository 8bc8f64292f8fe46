/** What already works at an incident, per capability: needs are counted on from there. */
interface Held {
  unit: number
  incident: number
  state: string
}
interface Unit {
  headcount: number
  kind?: string
}

export function heldBy(incident: number, assignments: Iterable<Held>, unitOf: (id: number) => Unit | undefined): Map<string, { units: number; people: number }> {
  const found = new Map<string, { units: number; people: number }>()
  for (const row of assignments) {
    if (row.incident !== incident || row.state !== 'open') continue
    const unit = unitOf(row.unit)
    if (!unit?.kind) continue
    const sum = found.get(unit.kind) ?? { units: 0, people: 0 }
    found.set(unit.kind, { units: sum.units + 1, people: sum.people + unit.headcount })
  }
  return found
}
