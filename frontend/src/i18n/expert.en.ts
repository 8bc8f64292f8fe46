import type { Wording } from './index'
import type zh from './expert.zh-CN'

const wording: Wording<typeof zh> = {
  expert: {
    title: 'Expert', none: 'You are called to nothing', over: 'This consultation is over', comes: 'I come', eta: 'Arrival', within: 'within {n} min', way: { onsite: 'in person', video: 'By video', phone: 'By telephone', any: 'taking part' }, saidWay: 'You answered: {way}', declined: 'You answered: cannot', until: 'there by {at}', declines: 'I cannot', asked: 'What is asked', units: '{n} teams, {people} people on scene', papers: 'On the table', map: 'Map', write: 'Your opinion', pin: 'PIN', sign: 'Sign', signed: 'signed {at}', join: 'Join the conference', out: 'Sign out', failed: 'Cannot read, trying again',
    measure: { deaths: 'dead', missing: 'missing', serious_injuries: 'seriously injured', injuries: 'injured', trapped: 'trapped', evacuated: 'moved', affected: 'affected', area_ha: 'burned (ha)' },
  },
}
export default wording
