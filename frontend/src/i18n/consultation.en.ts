import type { Wording } from './index'
import type zh from './consultation.zh-CN'

const wording: Wording<typeof zh> = {
  consult: {
    title: 'Consultation', start: 'Consult now', startHint: 'Opens a conference, invites posts and departments, calls experts, attaches warnings and the map', open: 'Go on', plan: 'New consultation', planOnly: 'Plan it', startNow: 'Hold it now', none: 'No consultations', live: 'Going on', planned: 'Planned', toSign: 'To sign', earlier: 'Earlier', conferences: 'Video conferences', noConference: 'No conference is open',
    subject: { incident: 'Incident', process: 'Weather process', period: 'Special period', other: 'Other' },
    state: { planned: 'planned', live: 'going on', over: 'to sign', signed: 'signed', cancelled: 'cancelled' },
    about: 'About', topic: 'Topic', when: 'Planned for', pick: 'Choose', chair: 'Chair', chairTitle: 'Office', gaps: 'Not found', people: 'Participants', addPerson: 'Add a participant', org: 'Unit',
    presence: { invited: 'invited', joined: 'in', present: 'present', left: 'left', absent: 'absent', late: 'late', substitute: 'substitute' },
    materials: 'Materials', addMaterial: 'Attach', material: { alerts: 'Warnings in force', forecast: 'Forecast', map: 'Map', report: 'Report', file: 'File', text: 'Other' }, attachFile: 'Attach a file…', attach: 'Attach', showMap: 'Look', materialText: 'Text',
    opinions: 'Opinions', department: 'Department', speaker: 'Speaker', opinion: 'Opinion', addOpinion: 'Write down', wanted: 'Still to speak: {who}', expertOpinions: 'Experts', taken: 'taken by {name}',
    forecast: 'Forecast', conclusion: 'Conclusion', save: 'Save', saved: 'Saved',
    decisions: 'Decisions', solved: '{n} of {of} done', decision: 'Decision', owner: 'Owner', role: 'Post', minutes: 'Term (minutes)', decide: 'Decide', done: 'done', late: 'overdue', ofTask: 'Tasks',
    end: 'End', resume: 'Reopen', cancel: 'Cancel', sign: 'Sign the minutes', pin: 'PIN', signed: 'signed by {name} {at}', corrections: 'Corrections', correct: 'Add a correction', pdf: 'Minutes PDF', docx: 'Minutes Word', conference: 'Conference', back: 'Back',
    processes: 'Weather processes', newProcess: 'New process', kind: { rain: 'Heavy rain', typhoon: 'Typhoon', cold: 'Cold wave', heat: 'Heat', convection: 'Convection', drought: 'Drought', fog: 'Fog' }, level: 'Level', raise: 'Change the level', endProcess: 'It is over', summary: 'Summary', round: '{alerts} warnings · {responses} responses · {incidents} incidents · {consultations} consultations · {moved} moved beforehand · {rescued} rescued', noProcess: 'No weather process',
  },
  experts: {
    way: { onsite: 'in person', video: 'by video', phone: 'by telephone' }, until: 'by {at}', insteadOf: 'in place of {name}',
    nobody: 'Nobody to ask', title: 'Experts', none: 'No expert fits', search: 'Name, unit, specialty', all: 'Every specialty', available: 'available', busy: 'busy', away: 'away', called: 'called {n} times', add: 'New expert', name: 'Name', org: 'Unit', post: 'Title', area: 'Area', phone: 'Phone', level: 'Level', specialties: 'Specialties', save: 'Save',
    call: 'Call experts', ask: 'Ask experts', asked: 'What is asked', calledNow: 'called', chosen: 'proposed for this event', press: 'Call {n} experts', state: { calling: 'calling', answered: 'answered', declined: 'declined' }, opinion: 'Opinion by phone', readBack: 'Read back', take: 'Write down', opinions: '{n} opinions',
  },
  aid: {
    f: { new: 'New agreement', name: 'Name', number: 'Document no.', code: 'Area code', party: 'Party', noneAll: 'none = all', what: 'Force or supplies', amount: 'Amount', floor: 'Kept at home', respond: 'Responds within (min)', from: 'From', to: 'Until', note: 'Note', end: 'End it' },
    title: 'Mutual aid', none: 'No agreements', parties: 'Parties', hazards: 'Hazards', every: 'Every hazard', what: 'Forces and stock', everything: 'Everything', resources: 'Resources and floors', floor: 'keeps: {floor}', how: 'How to ask', respond: 'answers within {n} min', valid: '{from} to {to}', contact: 'Contact', used: 'used {n} times',
    standing: { future: 'not yet', valid: 'valid', expiring: 'ends in {n} days', expired: 'expired' }, over: 'With expired', covered: 'Mutual aid: {name}', uncovered: 'No agreement covers it; rests on approval', stock: 'Stock',
    support: 'Request for support', newSupport: 'New request', force: 'Force', to: 'To', need: 'Forces and equipment', people: 'People', place: 'Assembly', tasks: 'Task', liaison: 'Liaison on site', agreement: 'Agreement', noAgreement: 'None; on approval', draft: 'Draft', send: 'Send', granted: 'Granted', refused: 'Refused', answerName: 'Answered by', withdraw: 'Withdraw', why: 'Why', noSupport: 'Nothing was asked', event: 'Incident', noEvent: 'Of no incident',
    forces: { fire: 'Fire and rescue', forest_fire: 'Forest fire service', industry: 'Industry teams', military: 'Military', militia: 'Militia', police: 'Police', medical: 'Medical', enterprise: 'Enterprise', volunteer: 'Volunteers', neighbour: 'Neighbours' },
    state: { draft: 'draft', signed: 'signed', sent: 'sent', granted: 'granted', refused: 'refused', withdrawn: 'withdrawn' },
  },
  review: {
    title: 'Review', draft: 'Draft from the record', again: 'Draw anew', drafted: 'Drawn {at}, {n} entries, {late} entered late', due: 'due by {at}', none: 'No review yet', stages: 'Course', since: 'since {from}', missing: 'no record', backwards: 'order is wrong',
    figures: 'Times', p: 'P50 {p50} · P90 {p90} ({n})', past: 'same kind, a year: P50 {p50} · P90 {p90} ({n})', noPast: 'none of its kind in a year', noFigure: 'no record',
    late: '{n} late', noLate: 'Nothing late', unanswered: '{n} unanswered', noUnanswered: 'Nothing unanswered', kinds: { report: 'Report', order: 'Order', task: 'Task', instruction: 'Instruction', contact: 'Contact' }, gaps: '{n} gaps in the log', noGaps: 'No gap in the log', holes: '{n} holes in positions', noHoles: 'No holes in positions',
    forces: '{n} teams, {people} people', supplies: 'Supplies', versions: 'Figures by report', moved: '{n} people moved', decisions: 'Decisions', done: 'done', open: 'open', events: 'Evidence', noEvents: 'No entry of the timeline behind this',
    findings: 'Findings', causes: 'Causes', save: 'Save', recommendations: 'Recommendations', recommend: 'Recommend', text: 'Recommendation', owner: 'Owner', days: 'Term (days)', case: 'Play-back', attach: 'Attach the play-back', noCase: 'none', replay: 'Open', sign: 'Sign', pin: 'PIN', signed: 'signed by {name}', pdf: 'PDF', docx: 'Word',
  },
}
export default wording
