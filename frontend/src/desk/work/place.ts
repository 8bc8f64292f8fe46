/** Where something is, in words: as it was reported; without words but with coordinates the area they lie in. Empty: nobody has said. */
import { areaName } from '@/shared/areas'

export const whereOf = (row: { place: string; area: string; lon: number | null }): string => row.place || (row.lon === null ? '' : areaName(row.area))
