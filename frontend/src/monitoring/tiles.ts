/** Which pictures of a group stand on the screen now: drones in flight first, then the group's own, page by page. Pure. */
export interface Asked {
  streams: readonly number[]
  /** Streams of aircraft that are in the air now. */
  flying: readonly number[]
  drones: boolean
  tiles: number
}

export function orderOf(asked: Asked): number[] {
  return [...new Set([...(asked.drones ? asked.flying : []), ...asked.streams])]
}

/** By the centre's clock, so that browsers of one wall turn together. The last page is not padded: an empty place says nothing. */
export function pageOf(all: readonly number[], tiles: number, turnS: number, now: number): { shown: number[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(all.length / tiles))
  const page = pages > 1 && turnS > 0 ? Math.floor(now / (turnS * 1000)) % pages : 0
  return { shown: all.slice(page * tiles, (page + 1) * tiles), page, pages }
}

/** As near to a square on each screen as what there is fills: four pictures of a group of nine are 2 × 2; none lies under a seam. */
export function across(shown: number, tiles: number, screens = 1): number {
  const most = Math.ceil(Math.sqrt(Math.max(1, tiles) / screens))
  return screens * Math.max(1, Math.min(most, Math.ceil(Math.sqrt(shown / screens))))
}
