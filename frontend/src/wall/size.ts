/** Type on the wall is measured in arcminutes at the farthest viewer, not in pixels (NUREG-0700: nothing under 16). */

/** At 3.6 m width and 5 m distance a 4K wall shows 1402 × 2493 arcminutes: the layout is drawn for that. */
const HEIGHT_AM = 1402
const WIDTH_AM = 2493
/** Smaller than this a preview on a laptop is no longer read at all. */
const SMALLEST = 0.6
const STORED = 'ecc.wall.am'

/**
 * Pixels per arcminute: `?am=1.54`, or `?width=3600&distance=5000` (mm), else what was set before on this machine,
 * else the layout's own proportions. `am=auto` forgets the setting.
 */
export function pixelsPerArcminute(query: URLSearchParams, width: number, height: number, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null): number {
  const automatic = Math.max(SMALLEST, Math.min(width / WIDTH_AM, height / HEIGHT_AM))
  const asked = query.get('am')
  if (asked === 'auto') storage?.removeItem(STORED)
  const metres = Number(query.get('distance')) / Number(query.get('width'))
  const wanted = Number(asked) || (Number.isFinite(metres) && metres > 0 ? metres * 0.000291 * width : 0)
  if (wanted > 0) storage?.setItem(STORED, String(wanted))
  const kept = wanted || Number(storage?.getItem(STORED)) || 0
  // A mistyped setting must not make the wall unusable: between half and double of what fits.
  return kept > 0 ? Math.min(Math.max(kept, automatic / 2), automatic * 2) : automatic
}
