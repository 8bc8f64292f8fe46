/** UTM and MGRS of pilots and neighbours, the national 3° and 6° zones of surveyors. The same rules as realtime/coordinates/grids.py. */
import type { LonLat } from '../../entry/datum'
import { CGCS2000, project, unproject, WGS84 } from './projection'

const UTM_SCALE = 0.9996
const FALSE_EAST = 500_000
const FALSE_NORTH = 10_000_000
const BANDS = 'CDEFGHJKLMNPQRSTUVWX'
const COLUMNS = ['ABCDEFGH', 'JKLMNPQR', 'STUVWXYZ']
const ROWS = 'ABCDEFGHJKLMNPQRSTUV'
/** Rows repeat every 2,000 km. */
const ROUND = ROWS.length * 100_000

export interface Utm {
  zone: number
  band: string
  east: number
  north: number
}
const middleOf = (zone: number): number => zone * 6 - 183

export function utm({ lon, lat }: LonLat): Utm | null {
  if (lat < -80 || lat > 84) return null
  const zone = Math.min(60, Math.floor((lon + 180) / 6) + 1)
  const [x, y] = project(lon, lat, middleOf(zone), UTM_SCALE, WGS84)
  return { zone, band: BANDS[Math.min(19, Math.floor((lat + 80) / 8))], east: x + FALSE_EAST, north: lat >= 0 ? y : y + FALSE_NORTH }
}

export function fromUtm(at: Utm): LonLat | null {
  if (at.zone < 1 || at.zone > 60 || !BANDS.includes(at.band) || at.east < 100_000 || at.east > 900_000 || at.north < 0 || at.north > FALSE_NORTH) return null
  return unproject(at.east - FALSE_EAST, at.band >= 'N' ? at.north : at.north - FALSE_NORTH, middleOf(at.zone), UTM_SCALE, WGS84)
}

/** Truncated to the metre, as the rule of the grid is. */
export function mgrs(at: LonLat): string | null {
  const grid = utm(at)
  if (!grid) return null
  const column = COLUMNS[(grid.zone - 1) % 3][Math.floor(grid.east / 100_000) - 1]
  const row = ROWS[(Math.floor(grid.north / 100_000) + (grid.zone % 2 === 0 ? 5 : 0)) % ROWS.length]
  const figures = (metres: number): string => String(Math.floor(metres % 100_000)).padStart(5, '0')
  return `${grid.zone}${grid.band} ${column}${row} ${figures(grid.east)} ${figures(grid.north)}`
}

const MGRS = /^(\d{1,2})([C-HJ-NP-X])\s*([A-HJ-NP-Z])([A-HJ-NP-V])\s*(?:(\d{1,5})\s+(\d{1,5})|(\d{2,10}))$/

/** The middle of the square that is named; 'wrong' where there is none such, null where the text is no grid reference. */
export function fromMgrs(text: string): LonLat | 'wrong' | null {
  const match = MGRS.exec(text.trim().toUpperCase())
  if (!match) return null
  const [zone, band, column, row] = [Number(match[1]), match[2], match[3], match[4]]
  const figures = match[7] ?? ''
  const [east, north] = match[5] ? [match[5], match[6]] : [figures.slice(0, figures.length / 2), figures.slice(figures.length / 2)]
  if (east.length !== north.length || zone < 1 || zone > 60 || !COLUMNS[(zone - 1) % 3].includes(column)) return 'wrong'
  const size = 10 ** (5 - east.length)
  const x = (COLUMNS[(zone - 1) % 3].indexOf(column) + 1) * 100_000 + Number(east) * size + size / 2
  let y = ((ROWS.indexOf(row) - (zone % 2 === 0 ? 5 : 0) + ROWS.length) % ROWS.length) * 100_000 + Number(north) * size + size / 2
  const south = BANDS.indexOf(band) * 8 - 80
  const least = project(middleOf(zone), south, middleOf(zone), UTM_SCALE, WGS84)[1] + (south >= 0 ? 0 : FALSE_NORTH)
  y += Math.max(0, Math.ceil((least - 100_000 - y) / ROUND)) * ROUND
  const at = fromUtm({ zone, band, east: x, north: y })
  return at && at.lat >= south - 1 && at.lat <= south + 13 ? at : 'wrong'
}

/** As Chinese surveyors write it: X is north, Y is east with the zone's number before it. */
export interface Gauss {
  x: number
  y: number
}
const inThree = (zone: number): boolean => zone >= 24 && zone <= 45
const inSix = (zone: number): boolean => zone >= 13 && zone <= 23

export function gauss({ lon, lat }: LonLat, width: 3 | 6): Gauss | null {
  const zone = width === 3 ? Math.floor((lon + 1.5) / 3) : Math.floor(lon / 6) + 1
  if (!(width === 3 ? inThree(zone) : inSix(zone))) return null
  const [x, y] = project(lon, lat, width === 3 ? zone * 3 : zone * 6 - 3, 1, CGCS2000)
  return { x: y, y: zone * 1_000_000 + FALSE_EAST + x }
}

export function fromGauss({ x, y }: Gauss): LonLat | null {
  const zone = Math.floor(y / 1_000_000)
  const east = y - zone * 1_000_000
  if (!(inThree(zone) || inSix(zone)) || x <= 0 || x >= 6_500_000 || east < 100_000 || east > 900_000) return null
  return unproject(east - FALSE_EAST, x, inThree(zone) ? zone * 3 : zone * 6 - 3, 1, CGCS2000)
}
