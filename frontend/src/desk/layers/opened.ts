/** Which layer's table lies over the map; null while none does. */
import { shallowRef } from 'vue'

export const listing = shallowRef<string | null>(null)

/** What an emergency of a kind looks at first; the officer's own choice is kept, these only set it. */
export const PRESETS: Record<'fire' | 'flood' | 'hazmat', string[]> = {
  fire: ['hotspot', 'fire_perimeter', 'command_post', 'water_source', 'helipad', 'watchtower', 'lookout_ptz', 'depot', 'village', 'power_line', 'wind', 'warning_area', 'helicopter', 'cordon', 'affected_area'],
  flood: ['reservoir', 'river_gauge', 'rain_gauge', 'waterlog_spot', 'geohazard', 'tailings_pond', 'shelter', 'depot', 'warning_area', 'typhoon_track', 'village', 'nursing_home', 'vessel', 'loudspeaker', 'affected_area', 'slope'],
  hazmat: ['chem_enterprise', 'chem_park', 'hazard', 'pipeline', 'hospital', 'school', 'nursing_home', 'shelter', 'depot', 'wind', 'cordon', 'affected_area', 'sensor', 'warning_area', 'command_post', 'camera'],
}
