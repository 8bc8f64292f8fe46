import type { Wording } from '.'
import type zh from './forces.zh-CN'

const wording: Wording<typeof zh> = {
  forces: {
    page: { directory: 'Teams', coverage: 'Coverage', standby: 'Standing forward', experts: 'Experts', agreements: 'Mutual aid', supports: 'Requests for support' },
    about: { directory: 'category, capability, home, readiness', coverage: 'ready of all, kind by district', standby: 'post, period, minutes gained', experts: 'By specialty, unit and area', agreements: 'With neighbours, and until when', supports: 'Asked of forces that are not ours' },
    all: 'All', out: 'Off or lost', teams: '{n} teams', nobody: 'None can go', gaps: '{n} gaps', sum: '{teams} teams, {people} people; {ready} ready with {readyPeople}',
    find: 'Name, code, pinyin initials', hazard: 'Hazard', kind: 'Kind', domain: 'Domain', category: 'Category', district: 'Home', code: 'Code', name: 'Name', people: 'People', base: 'Base', state: 'State', since: 'Since',
    import: 'Import', coverageHint: 'ready of all; striped where a district has teams of the kind and none can go; press to list them', failed: 'The teams cannot be read at the moment',
    post: 'Post', period: 'Period', gain: 'Gain', sooner: '{n} min sooner', reason: 'Reason', noStandby: 'Nobody stands forward', standbyPage: 'Arrange',
    onMap: 'On the map', edit: 'Edit', back: 'Back', readiness: 'Readiness', for: 'for {span}', restUntil: 'rests until {at}', changeTo: 'Change to', change: 'Change',
    capability: 'Capability', skills: 'Skills', equipment: 'Equipment', vehicles: 'Vehicles', reached: 'Reached by', members: 'People', history: 'History', stood: 'stands at {post} until {until}',
    categories: { industry: 'Industry', grassroots: 'Grass-roots', volunteer: 'Volunteer' },
    domains: { sea: 'sea', land: 'land', inland_water: 'inland water', mountain: 'mountain', high_rise: 'high-rise', air: 'air' },
    member: { commander: 'commander', deputy: 'deputy', member: 'member' },
  },
}
export default wording
