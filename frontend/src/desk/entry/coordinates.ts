/** Coordinates as people write them – decimal in either order, degrees-minutes-seconds in signs or words – found inside a line of text. */

import type { LonLat } from './datum'

export interface Found extends LonLat {
  /** What the line says besides: the address in words. */
  rest: string
}
export type Wrong = 'minutes' | 'range' | 'axes'
export type Coordinates = { is: 'found'; at: Found } | { is: 'wrong'; why: Wrong } | { is: 'none' }

type Axis = 'lon' | 'lat' | null

/** Where an unnamed number can only be a longitude or only a latitude: the two ranges of China do not overlap. */
const CHINA = { lon: [73, 136], lat: [3, 54] } as const
/** Two decimals are a kilometre: fewer are a road number or a distance, not a place. */
const DECIMALS = 2

const NAMES: Record<string, { axis: Axis; sign: 1 | -1 }> = {
  东经: { axis: 'lon', sign: 1 }, 西经: { axis: 'lon', sign: -1 }, 北纬: { axis: 'lat', sign: 1 }, 南纬: { axis: 'lat', sign: -1 },
  经度: { axis: 'lon', sign: 1 }, 纬度: { axis: 'lat', sign: 1 }, longitude: { axis: 'lon', sign: 1 }, latitude: { axis: 'lat', sign: 1 },
  lon: { axis: 'lon', sign: 1 }, lng: { axis: 'lon', sign: 1 }, lat: { axis: 'lat', sign: 1 },
  e: { axis: 'lon', sign: 1 }, w: { axis: 'lon', sign: -1 }, n: { axis: 'lat', sign: 1 }, s: { axis: 'lat', sign: -1 },
}
const NAME = '东经|西经|北纬|南纬|经度|纬度|longitude|latitude|lon|lng|lat|[ewns](?![a-z])'
/** Degrees, minutes, seconds · degrees, minutes · packed (1134616) · decimal. */
const NUMBER = [
  String.raw`(?<d3>-?\d{1,3})\s*°\s*(?<m3>\d{1,3}(?:\.\d+)?)\s*'\s*(?<s3>\d{1,3}(?:\.\d+)?)\s*"?`,
  String.raw`(?<d2>-?\d{1,3})\s*°\s*(?<m2>\d{1,3}(?:\.\d+)?)\s*'?`,
  String.raw`(?<packed>\d{6,7}(?:\.\d+)?)`,
  String.raw`(?<decimal>-?\d{1,3}(?:\.\d+)?)\s*(?<sign>°?)`,
].join('|')
/** `E113.77 N23.74` or `113.77E23.74N`: which number a letter belongs to is seen only when the whole line is read one way. */
const STYLES = [
  new RegExp(String.raw`(?:(?<name>${NAME})\s*[:=]?\s*)?(?:${NUMBER})`, 'gi'),
  new RegExp(String.raw`(?:${NUMBER})(?:\s*(?<name>[ewns](?![a-z])))?`, 'gi'),
]
/** Nothing but punctuation may stand between the two numbers of one place. */
const BETWEEN = /^[\s,;/、和]*$/

interface Value {
  degrees: number
  axis: Axis
  wrong: Wrong | null
  /** Bare integers and one-decimal numbers are not taken for a place. */
  sure: boolean
  start: number
  end: number
}

/** An IME left in full width writes 14:05 and 113.77; both are meant plainly. */
export function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ')
}

/** Typographic signs and 度分秒 behind digits to plain signs. Keeps the length, so that positions stay true. */
function plain(text: string): string {
  return halfWidth(text)
    .replace(/[′‘’ʹ´`]/g, "'")
    .replace(/[″“”ʺ]/g, '"')
    .replace(/''/g, '" ')
    .replace(/[º˚]/g, '°')
    .replace(/(\d\s*)度/g, '$1°')
    .replace(/(\d\s*)分/g, "$1'")
    .replace(/(\d\s*)秒/g, '$1"')
}

function valueOf(match: RegExpMatchArray): Value {
  const part = match.groups as Record<string, string | undefined>
  const named = part.name ? NAMES[part.name.toLowerCase()] : null
  let wrong: Wrong | null = null
  let sure = named !== null
  const sum = (d: string, m: string, s: string): number => {
    if (Number(m) >= 60 || Number(s) >= 60) wrong = 'minutes'
    return (Math.abs(Number(d)) + Number(m) / 60 + Number(s) / 3600) * (d.startsWith('-') ? -1 : 1)
  }
  let degrees: number
  if (part.d3 !== undefined || part.d2 !== undefined) {
    degrees = part.d3 !== undefined ? sum(part.d3, part.m3!, part.s3!) : sum(part.d2!, part.m2!, '0')
    sure = true
  } else if (part.packed !== undefined) {
    // 1134616.5: without a letter it would be a postcode or an alarm's number.
    const [whole, fraction = '0'] = part.packed.split('.')
    degrees = sum(whole.slice(0, -4), whole.slice(-4, -2), `${whole.slice(-2)}.${fraction}`)
  } else {
    degrees = Number(part.decimal)
    sure ||= part.sign === '°' || (part.decimal!.split('.')[1]?.length ?? 0) >= DECIMALS
  }
  const start = match.index ?? 0
  return { degrees: degrees * (named?.sign ?? 1), axis: named?.axis ?? null, wrong, sure, start, end: start + match[0].length }
}

function fits(axis: 'lon' | 'lat', value: Value): boolean {
  if (value.axis !== null) return value.axis === axis
  const [low, high] = CHINA[axis]
  return value.degrees >= low && value.degrees <= high
}

interface Reading {
  coordinates: Coordinates
  /** How many of the two numbers are named by a letter or a word. */
  named: number
}

function read(text: string, line: string, style: RegExp): Reading {
  const values = [...line.matchAll(style)].map(valueOf)
  for (let i = 0; i + 1 < values.length; i++) {
    const [a, b] = [values[i], values[i + 1]]
    if (a.sure && b.sure && BETWEEN.test(line.slice(a.end, b.start)))
      return { coordinates: pair(text, a, b), named: Number(a.axis !== null) + Number(b.axis !== null) }
  }
  return { coordinates: { is: 'none' }, named: -1 }
}

function pair(text: string, a: Value, b: Value): Coordinates {
  const why = a.wrong ?? b.wrong
  if (why) return { is: 'wrong', why }
  if (a.axis !== null && a.axis === b.axis) return { is: 'wrong', why: 'axes' }
  const straight = fits('lon', a) && fits('lat', b)
  if (!straight && !(fits('lat', a) && fits('lon', b))) return { is: 'wrong', why: 'range' }
  const [lon, lat] = straight ? [a.degrees, b.degrees] : [b.degrees, a.degrees]
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) return { is: 'wrong', why: 'range' }
  return { is: 'found', at: { lon, lat, rest: without(text, a.start, b.end) } }
}

/** The first two numbers that stand side by side and can only be meant as a place. */
export function coordinatesIn(text: string): Coordinates {
  const line = plain(text)
  const [before, behind] = STYLES.map((style) => read(text, line, style))
  return (behind.named > before.named ? behind : before).coordinates
}

function without(text: string, start: number, end: number): string {
  const left = text.slice(0, start).replace(/[\s,,;;((【[::]+$/, '').replace(/(坐标|位置|经纬度)$/, '').replace(/[\s,,;;((::]+$/, '')
  const right = text.slice(end).replace(/^[\s,,;;))】\]。.]+/, '')
  return left && right ? `${left} ${right}` : left + right
}
