/** One place in every notation, each ready to be copied. The same text as realtime/coordinates/writing.py. */
import { DATUMS, fromWgs84, type Datum, type LonLat } from '../../entry/datum'
import { gauss, mgrs, utm } from './grids'

export type Notation = Datum | 'dms' | 'dm' | 'words' | 'utm' | 'mgrs' | 'gauss3' | 'gauss6'
type Axis = 'lon' | 'lat'

/** Rounded once, so that no 60 is ever written. */
function sexagesimal(degrees: number, parts: 2 | 3, digits: number): [number, number, number] {
  const unit = 60 ** (parts - 1) * 10 ** digits
  const total = Math.floor(Math.abs(degrees) * unit + 0.5)
  const whole = Math.floor(total / unit)
  const rest = total - whole * unit
  if (parts === 2) return [whole, rest / 10 ** digits, 0]
  const minute = 60 * 10 ** digits
  return [whole, Math.floor(rest / minute), (rest % minute) / 10 ** digits]
}

const letter = (degrees: number, axis: Axis): string => (axis === 'lon' ? 'EW' : 'NS')[degrees < 0 ? 1 : 0]
const padded = (value: number, digits: number): string => value.toFixed(digits).padStart(digits + 3, '0')

export function dms(degrees: number, axis: Axis): string {
  const [whole, minutes, seconds] = sexagesimal(degrees, 3, 2)
  return `${letter(degrees, axis)}${whole}°${String(minutes).padStart(2, '0')}′${padded(seconds, 2)}″`
}

export function dm(degrees: number, axis: Axis): string {
  const [whole, minutes] = sexagesimal(degrees, 2, 4)
  return `${letter(degrees, axis)}${whole}°${padded(minutes, 4)}′`
}

export function words({ lon, lat }: LonLat): string {
  const said = (degrees: number, plus: string, minus: string): string => {
    const [whole, minutes, seconds] = sexagesimal(degrees, 3, 0)
    return `${degrees >= 0 ? plus : minus}${whole}度${minutes}分${seconds}秒`
  }
  return `${said(lon, '东经', '西经')},${said(lat, '北纬', '南纬')}`
}

/** Those a place does not have are left out. */
export function notations(at: LonLat): Array<[Notation, string]> {
  const decimal = DATUMS.map((datum): [Notation, string] => {
    const { lon, lat } = fromWgs84(at, datum)
    return [datum, `${lon.toFixed(6)}, ${lat.toFixed(6)}`]
  })
  const grid = utm(at)
  const surveyed = (width: 3 | 6): string | null => {
    const pair = gauss(at, width)
    return pair && `X=${pair.x.toFixed(2)} Y=${pair.y.toFixed(2)}`
  }
  const rest: Array<[Notation, string | null]> = [
    ['dms', `${dms(at.lon, 'lon')} ${dms(at.lat, 'lat')}`],
    ['dm', `${dm(at.lon, 'lon')} ${dm(at.lat, 'lat')}`],
    ['words', words(at)],
    ['gauss3', surveyed(3)],
    ['gauss6', surveyed(6)],
    ['utm', grid && `${grid.zone}${grid.band} ${grid.east.toFixed(0)} ${grid.north.toFixed(0)}`],
    ['mgrs', mgrs(at)],
  ]
  return [...decimal, ...rest.filter((one): one is [Notation, string] => one[1] !== null)]
}
