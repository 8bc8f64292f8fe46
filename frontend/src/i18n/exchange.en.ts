import type zh from './exchange.zh-CN'
import type { Wording } from './index'

const en: Wording<typeof zh> = {
  tracks: { export: 'Export tracks' },
  search: {
    group: { place: 'Coordinates', area: 'Areas', device: 'Devices', contact: 'Contacts', feature: 'Objects of layers', response: 'Responses', warning: 'Warnings', report: 'Reports', plan: 'Plans', depot: 'Depots', conference: 'Conferences', dossier: 'Dossiers', opinion: 'Opinion', agreement: 'Mutual aid', consultation: 'Consultations', release: 'Releases', hazard: 'Hazards', recent: 'Recent' },
    asking: 'Searching…',
    failed: 'Not everything can be searched now; below is only what this desk holds',
    phone_needs_right: 'Your post may not search by telephone number',
    impossible_place: 'Looks like coordinates, but cannot be: please check',
    offBoard: 'archived',
  },
  coordinates: {
    label: 'Coord.',
    title: 'Coordinates',
    typed: 'Coordinates in any notation',
    example: '113.7712,23.7423 or 49Q GG 82495 28448',
    go: 'Go there',
    hint: 'Click the map, or type degrees, minutes and seconds, UTM, MGRS or the national Gauss coordinates.',
    copy: 'Copy',
    copied: 'Copied',
    noClipboard: 'The browser does not allow copying: select the text and press Ctrl+C',
    notRead: 'These coordinates cannot be read',
    wrongGrid: 'There is no such grid reference: check zone and digits',
    of: {
      wgs84: 'WGS-84', cgcs2000: 'CGCS2000', gcj02: 'GCJ-02', bd09: 'BD-09',
      dms: 'D M S', dm: 'D M', words: 'Spoken', utm: 'UTM', mgrs: 'MGRS', gauss3: 'Gauss 3°', gauss6: 'Gauss 6°',
    },
  },
  measure: {
    label: 'Measure',
    title: 'Measure',
    line: 'Distance and bearing',
    area: 'Area',
    hint: 'Click along the map; a double click or Enter ends.',
    keys: 'Backspace takes a point back, a double click or Enter ends',
    again: 'Click the map to measure anew',
    total: 'Length',
    straight: 'Start to end',
    around: 'Perimeter',
    hectares: '{ha} ha · {mu} mu',
    leg: 'Leg',
    length: 'Length',
    bearing: 'Bearing (true)',
    undo: 'Undo a point',
    clear: 'Clear',
    crossed: 'The sides cross: take a point back',
    three: 'Three points at least',
  },
  exchange: { open: 'Import and export map data' },
}
export default en
