/** Every coordinate is WGS-84 from the door on: maps made in China shift theirs by hundreds of metres (GCJ-02) or more (BD-09). */

export interface LonLat {
  lon: number
  lat: number
}

/** CGCS2000 differs from WGS-84 by less than a metre: it has a name of its own so that people find theirs. */
export const DATUMS = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const
export type Datum = (typeof DATUMS)[number]

const NAMED: Array<[RegExp, Datum]> = [
  [/高德(地图)?|腾讯(地图)?|微信|火星(坐标)?|gcj-?02/i, 'gcj02'],
  [/百度(地图)?|bd-?09/i, 'bd09'],
  [/cgcs-?2000|国家?2000(坐标)?|2000坐标/i, 'cgcs2000'],
  [/wgs-?84|北斗|gps/i, 'wgs84'],
]

/** A datum named beside the coordinates – 高德 113.77,23.74 – and the text without its name. */
export function datumIn(text: string): { datum: Datum; rest: string } | null {
  for (const [name, datum] of NAMED) if (name.test(text)) return { datum, rest: text.replace(name, '').replace(/[((]\s*[))]/, '').trim() }
  return null
}

/** Krasovsky 1940, as the published GCJ-02 formula uses. */
const AXIS = 6378245
const ECCENTRICITY = 0.006693421622965943
const RAD = Math.PI / 180
/** The formulas have no closed inverse; each round takes about three decimal places off the error. */
const ROUNDS = 6

const { sin, cos, abs, sqrt, PI } = Math

/** How far GCJ-02 moves a WGS-84 point, in degrees. The same formula as deploy/basemap/gcj02.py. */
function shift({ lon, lat }: LonLat): LonLat {
  const x = lon - 105
  const y = lat - 35
  const wave = 20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
  north += ((wave + 20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
  east += ((wave + 20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3
  const magic = 1 - ECCENTRICITY * sin(lat * RAD) ** 2
  return {
    lon: (east * 180) / ((AXIS / sqrt(magic)) * cos(lat * RAD) * PI),
    lat: (north * 180) / (((AXIS * (1 - ECCENTRICITY)) / (magic * sqrt(magic))) * PI),
  }
}

function fromGcj(gcj: LonLat): LonLat {
  let wgs = gcj
  for (let round = 0; round < ROUNDS; round++) {
    const by = shift(wgs)
    wgs = { lon: gcj.lon - by.lon, lat: gcj.lat - by.lat }
  }
  return wgs
}

/** BD-09 twists GCJ-02 a little further around the origin. */
function toBd({ lon, lat }: LonLat): LonLat {
  const k = 3000 * RAD
  const radius = sqrt(lon * lon + lat * lat) + 0.00002 * sin(lat * k)
  const angle = Math.atan2(lat, lon) + 0.000003 * cos(lon * k)
  return { lon: radius * cos(angle) + 0.0065, lat: radius * sin(angle) + 0.006 }
}

function bdToGcj(bd: LonLat): LonLat {
  let gcj = bd
  for (let round = 0; round < ROUNDS; round++) {
    const there = toBd(gcj)
    gcj = { lon: gcj.lon + bd.lon - there.lon, lat: gcj.lat + bd.lat - there.lat }
  }
  return gcj
}

/** The published formula does not move points abroad. */
const inChina = ({ lon, lat }: LonLat): boolean => lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271

export function toWgs84(at: LonLat, datum: Datum): LonLat {
  if (datum === 'wgs84' || datum === 'cgcs2000' || !inChina(at)) return { lon: at.lon, lat: at.lat }
  return fromGcj(datum === 'bd09' ? bdToGcj(at) : at)
}

/** Where a map made in China shows the point. */
export function toGcj02(at: LonLat): LonLat {
  if (!inChina(at)) return { lon: at.lon, lat: at.lat }
  const by = shift(at)
  return { lon: at.lon + by.lon, lat: at.lat + by.lat }
}

/** The way back, for positions that go to people who work with Chinese maps. */
export function fromWgs84(at: LonLat, datum: Datum): LonLat {
  if (datum === 'wgs84' || datum === 'cgcs2000' || !inChina(at)) return { lon: at.lon, lat: at.lat }
  const gcj = toGcj02(at)
  return datum === 'bd09' ? toBd(gcj) : gcj
}
