/** A date-time field holds the city's wall time, whatever zone this computer is set to. */
export function localToIso(local: string): string {
  return `${local.length === 16 ? `${local}:00` : local}+08:00`
}
