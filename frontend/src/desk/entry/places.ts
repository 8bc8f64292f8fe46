/** Districts and towns named in an address – 从化良口, 良口镇塘料村 – so that a call without coordinates has an area at once. */

export interface Area {
  code: string
  name: string
  parent: string | null
  lon: number | null
  lat: number | null
}
export interface NamedArea {
  area: Area
  /** From the district down: 从化区 良口镇. */
  path: string
  /** How much of the address it explains. */
  length: number
}

/** 良口镇 → 良口; a name of one character alone (东区 → 东) would be found everywhere. */
export function shortName(name: string): string {
  const short = name.replace(/(街道|地区|镇|乡|街|区|县|市)$/, '')
  return short.length >= 2 ? short : name
}
const DISTRICT = 6

/** The most telling first: a town together with its district beats a town, which beats a district. */
export function areasIn(text: string, areas: readonly Area[]): NamedArea[] {
  const byCode = new Map(areas.map((area) => [area.code, area]))
  const said = (area: Area): string | null => {
    // 街 for 街道 is how people write it: 流花街.
    for (const word of [area.name, area.name.replace(/街道$/, '街'), shortName(area.name)]) if (text.includes(word)) return word
    return null
  }
  const found: NamedArea[] = []
  for (const area of areas) {
    if (area.code.length < DISTRICT) continue
    const word = said(area)
    if (word === null) continue
    const district = area.code.length > DISTRICT ? byCode.get(area.code.slice(0, DISTRICT)) : undefined
    const above = district ? said(district) : null
    found.push({ area, path: district ? `${district.name} ${area.name}` : area.name, length: word.length + (above?.length ?? 0) + (area.code.length > DISTRICT ? 1 : 0) })
  }
  found.sort((a, b) => b.length - a.length || text.indexOf(shortName(a.area.name)) - text.indexOf(shortName(b.area.name)))
  // A district is not offered beside its own town.
  return found.filter((one) => !found.some((other) => other !== one && other.area.code.startsWith(one.area.code)))
}
