/** One place in any notation: grids first, for they are nothing else; then degrees in whatever writing, in the datum that is named or chosen. */
import { coordinatesIn, halfWidth, type Wrong } from '../../entry/coordinates'
import { datumIn, toWgs84, type Datum, type LonLat } from '../../entry/datum'
import { fromGauss, fromMgrs, fromUtm } from './grids'

export type Read = { is: 'found'; at: LonLat; datum: Datum; grid: 'mgrs' | 'utm' | 'gauss' | null } | { is: 'wrong'; why: Wrong | 'grid' } | { is: 'none' }

const UTM = /^(?:utm\s*)?(\d{1,2})\s*([C-HJ-NP-X])\s+(\d{6}(?:\.\d+)?)\s*m?\s*e?[\s,]+(\d{1,8}(?:\.\d+)?)\s*m?\s*n?$/i
const GAUSS = [
  /x\s*[:=]?\s*(?<x>\d{5,7}(?:\.\d+)?)\s*m?[\s,;]*y\s*[:=]?\s*(?<y>\d{8}(?:\.\d+)?)/i,
  /y\s*[:=]?\s*(?<y>\d{8}(?:\.\d+)?)\s*m?[\s,;]*x\s*[:=]?\s*(?<x>\d{5,7}(?:\.\d+)?)/i,
  /^(?<x>\d{6,7}(?:\.\d+)?)[\s,;]+(?<y>\d{8}(?:\.\d+)?)$/,
  /^(?<y>\d{8}(?:\.\d+)?)[\s,;]+(?<x>\d{6,7}(?:\.\d+)?)$/,
]

export function placeIn(text: string, datum: Datum): Read {
  const named = datumIn(text)
  const line = halfWidth(named?.rest ?? text).replace(/,/g, ',').trim()
  const square = fromMgrs(line)
  if (square) return square === 'wrong' ? { is: 'wrong', why: 'grid' } : { is: 'found', at: square, datum: 'wgs84', grid: 'mgrs' }
  const utm = UTM.exec(line)
  if (utm) return found(fromUtm({ zone: Number(utm[1]), band: utm[2].toUpperCase(), east: Number(utm[3]), north: Number(utm[4]) }), 'wgs84', 'utm')
  for (const style of GAUSS) {
    const pair = style.exec(line)?.groups
    if (pair) return found(fromGauss({ x: Number(pair.x), y: Number(pair.y) }), 'cgcs2000', 'gauss')
  }
  const degrees = coordinatesIn(line)
  if (degrees.is !== 'found') return degrees
  const used = named?.datum ?? datum
  return { is: 'found', at: toWgs84(degrees.at, used), datum: used, grid: null }
}

function found(at: LonLat | null, datum: Datum, grid: 'utm' | 'gauss'): Read {
  return at ? { is: 'found', at, datum, grid } : { is: 'wrong', why: 'grid' }
}
