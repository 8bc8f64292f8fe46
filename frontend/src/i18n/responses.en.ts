import type zh from './responses.zh-CN'
import type { Wording } from './index'

const wording: Wording<typeof zh> = {
  responses: {
    short: '{family} {level}',
    level: { 0: 'extreme', 1: 'Ⅰ', 2: 'Ⅱ', 3: 'Ⅲ', 4: 'Ⅳ' },
    family: { flood: 'Flood', rainstorm: 'Rainstorm', wind: 'Typhoon', drought: 'Drought', frost: 'Frost', forest_fire: 'Forest fire', geology: 'Geological hazard', earthquake: 'Earthquake', hazmat: 'Hazmat', safety: 'Work safety', general: 'Emergency' },
  },
}
export default wording
