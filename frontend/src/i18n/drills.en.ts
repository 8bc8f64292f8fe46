import type { Wording } from '.'
import type zh from './drills.zh-CN'

const wording: Wording<typeof zh> = {
  drillPlans: {
    new: 'Plan a drill', from: 'Begin from', begin: { library: 'Script library', plan: 'A plan', incident: 'A past case', empty: 'Nothing' }, script: 'Script', injects: '{n} injects',
    title: 'Name', kindOf: 'Kind', kind: { tabletop: 'Table-top', live: 'Live drill', blind: 'Double-blind' }, plannedAt: 'Planned for', when: 'When', people: 'People', draft: 'Draft', none: 'No drill planned yet',
    count: '{kind} · {people} people', sums: '{year}: {drills} drills, {people} people',
    state: { draft: 'drafting', ready: 'to start', running: 'running', paused: 'paused', ended: 'ended', aborted: 'broken off, now real', cancelled: 'cancelled' },
    levels: 'Levels', level: { province: 'province', city: 'city', county: 'county', town: 'town', village: 'village' }, minutes: 'Minutes', goals: 'Goals', goalsLike: 'One goal a line', basis: 'From',
    staff: 'Staff', duty: { planner: 'Planner', director: 'Director', evaluator: 'Evaluator', approver: 'Approver' }, participants: '{n} take part', byLevel: 'Add contacts by level', take: 'Take out {name}',
    approvals: 'List approved', noApproval: 'not approved', needs: '{n} more needed', approve: 'Approve the list', find: 'Find by name or office: to take part, direct, judge or approve', joins: 'Takes part',
    ready: 'Hand to director', start: 'Start', cancel: 'Cancel', cancelled: 'not held', secret: 'Double-blind: until it is over only its staff knows of it.', noScript: 'Only director and evaluators read the script.',
    tab: { plan: 'Plan', run: 'Run', score: 'Score' },
    scriptOf: 'Script: {n} injects', fromFile: 'Import .xlsx / .csv', template: 'Form', export: 'Export {kind}', judged: '{n} injects can be taken, {wrong} lines are wrong', replace: 'Replace the script', all: 'everybody', nothing: 'none', more: 'More', addLine: 'Add an inject', remove: 'Remove', saveScript: 'Save script',
    col: { at: 'At', kind: 'Kind', title: 'Inject', text: 'Words', to: 'To', channel: 'How', expect: 'Expected action', action: 'Seen as', within: 'Within (min)', unit: 'Unit', goal: 'Goal', points: 'Points', place: 'Place', area: 'Area', lon: 'Longitude', lat: 'Latitude', urgency: 'Urgency', quantity: 'Quantity', value: 'Value', unitOf: 'Unit of measure' },
    inject: { alarm: 'alarm', reading: 'reading', message: 'message', order: 'order', fault: 'fault', opinion: 'opinion', casualty: 'casualties' }, channel: { platform: 'platform', sms: 'SMS', oral: 'by mouth' }, urgency: { critical: 'critical', urgent: 'urgent', normal: 'normal' },
    pausedAt: 'paused at {at}', next: 'Next', in: 'in {left}', allOut: 'All injects are out', overTime: 'past its planned length', pause: 'Pause', resume: 'Go on', end: 'End', endYes: 'End it', attended: 'People who took part', summary: 'Summary',
    reason: 'Reason (to pause, bring forward, skip or move)', choose: 'Choose an inject to bring forward, skip or move', fire: 'Now', skip: 'Skip', move: 'Move', byMinutes: 'Minutes later; negative: earlier', withRest: 'with all after it',
    injectState: { waiting: 'waiting', fired: 'out', skipped: 'skipped', failed: 'failed' }, withinMin: 'within {n} min', verdictOf: 'Verdict', verdict: { met: 'met', late: 'late', missed: 'missed', open: 'open' },
    abort: 'Break off: now real', abortSure: 'Break off the drill and turn to the real thing?', abortYes: 'Break off', abortWords: 'More words (may be empty)', runningNow: 'These {n} stop with the drill; take up for real what is needed:', nothingRuns: 'Nothing is going on.', brokenOff: 'Going on when it was broken off',
    runs: { incident: 'Incident', alarm: 'Alarm', order: 'Order unanswered', unit: 'Team out', call: 'Not answered', conference: 'Conference', response: 'Response', evacuation: 'Evacuation' },
    steps: '{n} steps of control', step: { changed: 'changed', readied: 'handed over', approved: 'list approved', cancelled: 'cancelled', started: 'started', paused: 'paused', resumed: 'went on', skipped: 'skipped', fired: 'by hand', moved: 'moved', ended: 'ended', broken: 'broken off' },
    report: 'Report .{kind}', done: 'Met', share: 'Share', levelAck: 'By level', answered: 'Answered', first: 'First', last: 'Last', sheet: 'Score sheet', nothingYet: 'Nothing to judge yet', judge: 'Judge', auto: 'from the log', note: 'Note', photo: 'Photo',
    findings: 'Findings', days: '{n} days', owner: 'Owner', issue: 'Issue as task', asFinding: 'Make it a finding', findingLike: 'What is lacking', writeFinding: 'Write down', live: 'The drill runs; what the log shows is read as it comes.',
  },
}
export default wording
