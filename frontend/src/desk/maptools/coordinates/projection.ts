/** degrees ⇄ metres: transverse Mercator by Krüger's series, for UTM, MGRS and the national zones. The same numbers as realtime/coordinates/projection.py. */

export interface Ellipsoid {
  axis: number
  flattening: number
}
export const WGS84: Ellipsoid = { axis: 6378137, flattening: 1 / 298.257223563 }
export const CGCS2000: Ellipsoid = { axis: 6378137, flattening: 1 / 298.257222101 }

const RAD = Math.PI / 180
const { sin, cos, sinh, cosh, asinh, atanh, atan2, asin, hypot, sqrt } = Math

function series({ axis, flattening }: Ellipsoid) {
  const n = flattening / (2 - flattening)
  const [n2, n3, n4] = [n ** 2, n ** 3, n ** 4]
  return {
    n,
    radius: (axis / (1 + n)) * (1 + n2 / 4 + n4 / 64),
    forward: [n / 2 - (2 * n2) / 3 + (5 * n3) / 16 + (41 * n4) / 180, (13 * n2) / 48 - (3 * n3) / 5 + (557 * n4) / 1440, (61 * n3) / 240 - (103 * n4) / 140, (49561 * n4) / 161280],
    backward: [n / 2 - (2 * n2) / 3 + (37 * n3) / 96 - n4 / 360, n2 / 48 + n3 / 15 - (437 * n4) / 1440, (17 * n3) / 480 - (37 * n4) / 840, (4397 * n4) / 161280],
    latitude: [2 * n - (2 * n2) / 3 - 2 * n3 + (116 * n4) / 45, (7 * n2) / 3 - (8 * n3) / 5 - (227 * n4) / 45, (56 * n3) / 15 - (136 * n4) / 35, (4279 * n4) / 630],
  }
}

/** Metres east of the middle meridian and north of the equator. */
export function project(lon: number, lat: number, middle: number, scale: number, ellipsoid: Ellipsoid): [number, number] {
  const { n, radius, forward } = series(ellipsoid)
  const spread = (lon - middle) * RAD
  const eccentricity = (2 * sqrt(n)) / (1 + n)
  const sine = sin(lat * RAD)
  const conformal = sinh(atanh(sine) - eccentricity * atanh(eccentricity * sine))
  const north = atan2(conformal, cos(spread))
  const east = asinh(sin(spread) / hypot(conformal, cos(spread)))
  let [x, y] = [east, north]
  forward.forEach((a, i) => {
    const j = 2 * (i + 1)
    y += a * sin(j * north) * cosh(j * east)
    x += a * cos(j * north) * sinh(j * east)
  })
  return [scale * radius * x, scale * radius * y]
}

export function unproject(x: number, y: number, middle: number, scale: number, ellipsoid: Ellipsoid): { lon: number; lat: number } {
  const { radius, backward, latitude } = series(ellipsoid)
  const up = y / (scale * radius)
  const right = x / (scale * radius)
  let [north, east] = [up, right]
  backward.forEach((b, i) => {
    const j = 2 * (i + 1)
    north -= b * sin(j * up) * cosh(j * right)
    east -= b * cos(j * up) * sinh(j * right)
  })
  const conformal = asin(sin(north) / cosh(east))
  const lat = latitude.reduce((sum, d, i) => sum + d * sin(2 * (i + 1) * conformal), conformal)
  return { lon: middle + atan2(sinh(east), cos(north)) / RAD, lat: lat / RAD }
}
