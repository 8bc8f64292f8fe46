import type { Wording } from '.'
import type zh from './forces.zh-CN'

const wording: Wording<typeof zh> = {
  forces: {
    page: { directory: 'Teams', coverage: 'Coverage', reach: 'Time to reach', bases: 'Bases', registers: 'Training and gear', volunteers: 'Social teams', standby: 'Standing forward', experts: 'Experts', agreements: 'Mutual aid', supports: 'Requests for support' },
    about: { directory: 'category, capability, home, readiness', coverage: 'ready of all, kind by district', reach: 'domains and hazards by district, gaps, crossings agreed', bases: 'training, standby, incubation, joint', registers: 'levels, inspections, training, lists', volunteers: 'application, review, yearly check', standby: 'post, period, minutes gained', experts: 'By specialty, unit and area', agreements: 'With neighbours, and until when', supports: 'Asked of forces that are not ours' },
    all: 'All', out: 'Off or lost', teams: '{n} teams', nobody: 'None can go', gaps: '{n} gaps', sum: '{teams} teams, {people} people; {ready} ready with {readyPeople}',
    find: 'Name, code, pinyin initials', hazard: 'Hazard', kind: 'Kind', domain: 'Domain', category: 'Category', district: 'Home', code: 'Code', name: 'Name', people: 'People', base: 'Base', state: 'State', since: 'Since',
    import: 'Import', coverageHint: 'ready of all; striped where a district has teams of the kind and none can go; press to list them', failed: 'The teams cannot be read at the moment',
    post: 'Post', period: 'Period', gain: 'Gain', sooner: '{n} min sooner', reason: 'Reason', noStandby: 'Nobody stands forward', standbyPage: 'Arrange',
    onMap: 'On the map', edit: 'Edit', back: 'Back', backOne: 'Back', readiness: 'Readiness', for: 'for {span}', restUntil: 'rests until {at}', changeTo: 'Change to', change: 'Change',
    capability: 'Capability', skills: 'Skills', equipment: 'Equipment', vehicles: 'Vehicles', reached: 'Reached by', members: 'People', history: 'History', stood: 'stands at {post} until {until}',
    categories: { industry: 'Industry', grassroots: 'Grass-roots', volunteer: 'Volunteer' },
    domains: { sea: 'sea', land: 'land', inland_water: 'inland water', mountain: 'mountain', high_rise: 'high-rise', air: 'air' },
    four: 'Readiness and why', levelHead: 'Level', level: { 0: 'not ready', 1: 'level 1', 2: 'level 2', 3: 'level 3', 4: 'below level 3' }, fact: 'Fact', now: 'Now', bears: 'Bears', wantedNext: 'Next level wants', notEntered: 'not entered',
    turnout: 'turns out in {n} min', reach: 'reaches {km} km in {n} min', side: { skill: 'skills', machine: 'machines', signal: 'signals', drill: 'drill', turnout: 'standby' },
    facts: { certified_pct: 'certified %', gear_per_10: 'gear per 10 people', gear_overdue: 'inspections overdue', terminals: 'terminals bound', drill_days: 'days since training', turnout_s: 'turnout seconds' },
    certificates: 'Skills and certificates', certificate: 'Certificate', certified: '{n} of {of} certified', noCertificate: 'no certificate', validTo: 'Valid to', forGood: 'no end', expired: 'expired',
    gear: 'Gear', number: 'Number or lot', count: 'Count', place: 'Kept at', inspectBy: 'Inspect by', overdue: '{n} days overdue', inspected: 'Inspected, next', gearState: { in_use: 'in use', stored: 'stored', repair: 'in repair', scrapped: 'scrapped' },
    trainings: 'Training', trainingKind: { course: 'course', drill: 'drill', exam: 'exam' }, course: 'Course', day: 'Day', hours: 'Hours', heads: 'People', headsN: '{n} people', result: 'Result', passed: 'passed', failedOne: 'failed', nextDue: 'Next due',
    enter: 'Enter', save: 'Save', addLine: 'Add a line', remove: 'Remove', changeOne: 'Change',
    baseKind: { training: 'Training base', standby: 'Standby base', incubation: 'Incubation base', joint: 'Joint base' }, addBase: 'Add a base', lon: 'Longitude', lat: 'Latitude', capacity: 'Room for', address: 'Address', stationed: 'Stationed', teamsHere: 'Teams', noBase: 'none',
    courses: 'Courses', trained: 'Trained', counted: '{kind}: {times} times, {people} people', countedKind: 'people, {kind}, {times} times', contact: 'Contact', overFull: 'over full: nobody is quicker for it', stationFind: 'Name or code of a team to station', station: 'Station', leaveBase: 'Leaves', nobodyHere: 'No team is at home here',
    gearOverdue: 'inspections overdue', certificatesExpiring: 'certificates ending or ended', trainingDue: 'teams due for training', noOverdue: 'No inspection is overdue', since2: 'since', lists: 'Lists in and out', sheet: { gear: 'Gear', skills: 'Certificates', trainings: 'Training' }, export: 'Export', template: 'Empty form', import2: 'Import',
    imported: '{added} added, {changed} changed, {same} the same', badRows: '{n} rows wrong, not taken', lineN: 'line {n}',
    within: 'Within', minutes: '{n} min', reachHint: 'by ready teams and towns weighed by their villages; covered from {n}%; striped is a gap: a share is late, kit = not equipped, none = nobody', by: { domain: 'Domains', hazard: 'Hazards' }, cellHint: '{ready} of {teams} ready here',
    gap: { none: 'none', late: '{n}%', unequipped: 'kit {n}%' }, gapLong: { none: 'no ready team', late: 'not in time', unequipped: 'not equipped' }, gapFigures: 'equipped teams reach {share}%, {ready} of {teams} ready here',
    fiveCross: 'Crossings agreed', crossing: { area: 'Areas', industry: 'Industries', level: 'Levels', department: 'Departments', hazard: 'Hazards' }, uncovered: '{n} not agreed', allCovered: 'all agreed', noAid: 'no agreement', more: 'of {n}',
    trait: { 'city-district': 'city and district', 'district-town': 'district and town', forestry: 'forestry', water: 'water', chemical: 'chemical', power: 'power', municipal: 'municipal', transport: 'transport', telecom: 'telecom', health: 'health', construction: 'construction', maritime: 'maritime', environment: 'environment', rail: 'rail', emergency: 'emergency', industry: 'industry', fire_rescue: 'fire and rescue', military: 'military', enterprise: 'enterprise', social: 'social' },
    coverOf: 'Time to reach: {name}', upTo: 'within {n} min', beyond: 'later or nobody', noGap: 'Every district is reached within {n} min', lateTowns: 'Towns reached late', nobodyReady: 'no ready team', minutesBy: '{n} min · {unit}', reachNote: 'Estimated from straight lines and the rules of travel, as proposals are.',
    withOver: 'With closed ones', publicPage: 'Registration page', noVolunteers: 'Nobody has registered', applied: 'Applied', yearly: 'Yearly check', toTeam: 'The team', ownWork: 'You have checked the papers; somebody else takes the interview and trial.',
    do: { vet: 'Papers are right', approve: 'Interview and trial passed', refuse: 'Refuse', review: 'Yearly check passed', suspend: 'Suspend', resume: 'Resume', depart: 'Leaves' }, interview: 'Interview', trial: 'Trial drill', words: { found: 'What was found', why: 'Why (the applicant reads it)' },
    licence: 'Registration no.', statement: 'About', papers: 'Papers', core: 'Core', leader: 'leader', consents: 'agreed to be called', noConsent: 'did not agree', reveal: 'Show number', revealWhy: 'Why', purged: 'Personal data were removed as the rule says',
    step: { applied: 'registered', vetted: 'papers checked', approved: 'taken in', refused: 'refused', suspended: 'suspended', resumed: 'resumed', reviewed: 'yearly check', review_due: 'yearly check due', departed: 'left', revealed: 'number shown', purged: 'personal data removed' },
    member: { commander: 'commander', deputy: 'deputy', member: 'member' },
  },
}
export default wording
