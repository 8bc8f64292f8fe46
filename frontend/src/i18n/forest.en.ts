import type { Wording } from './index'
import type zh from './forest.zh-CN'

const wording: Wording<typeof zh> = {
  monitoring: {
    page: { forest: 'Forest fire', points: 'Points and patrols', forward: 'Forward standby', demands: 'Levels and periods', stations: 'Stations', data: 'Data of others', video: 'Video patrol', cameras: 'Camera groups', arrange: 'Wall panels', relief: 'Relief and register' },
    about: {
      forest: 'Danger, demands and how much stands', points: 'Check-points, check-ins, rounds', forward: 'Teams forward, time gained, answers', demands: 'What levels and periods demand',
      stations: 'Water, rain, wind, ground: nearest to a threshold first', data: 'Weather, water, satellites: how old', cameras: 'Four, nine, sixteen pictures; to the wall', arrange: 'What the wall’s monitoring page shows', video: 'Cameras, towers, drones', relief: 'Relief after the event; vulnerable persons',
    },
    level: { 0: 'none', 1: '1 low', 2: '2 fairly low', 3: '3 moderate', 4: '4 high', 5: '5 extreme' },
    role: { desk_forest: 'forest desk', duty_officer: 'duty officer', shift_chief: 'shift chief', duty_leader: 'duty leader' },
    answer: { accepted: '{name} accepted', declined: '{name} cannot' },
    patrolState: { going: 'under way', done: 'done', stopped: 'broken off' },
    calm: 'Nowhere above level 3',
    nobodySaid: 'No danger said for today, and no special period',
    overdueN: '{n} overdue', shortN: '{n} teams short', darkN: '{n} in trouble',
    watch: 'Watch on the map ({n})',
    videoHint: 'A name opens its picture, nine at most; they play below the map.',
    onMap: 'On the map', setDanger: 'Say the danger', area: 'Area', danger: 'Danger today', day: 'Day (empty: today)', note: 'Note',
    district: 'District', asLevel: 'Demanded as', patrol: 'Points seen', forward: 'Forward', demanded: 'Demands', said: 'Said by', unsaid: 'not said',
    every: 'every {h} h', seat: '{role} {n}', rounds: '{n} rounds', coming: 'Coming days', byPeriod: 'By period',
    period: 'Period', fires: 'Fires', burnt: 'Burnt (ha)', checks: 'Check-ins', lateChecks: 'late', zero: 'none',
    overdue: 'overdue', noRound: 'no fixed round', dueNow: 'due', sendPatrol: 'Send a patrol', addPoint: 'Add a point', kind: 'Kind', name: 'Name', keeper: 'Keeper', lon: 'Longitude', lat: 'Latitude', pick: 'Pick on the map',
    ranger: 'Ranger', within: 'Within (h)', past: 'Past these points (one district)', noPoints: 'No points yet.', last: 'Last seen', due: 'Due', never: 'never', heard: 'Heard by voice', heardFrom: 'Who says so', checkIn: 'Check in', patrols: 'Rounds', progress: 'Progress',
    orderStandby: 'Order standby', lackingIn: '{area}, {level}: {n} teams short', post: 'Post', team: 'Team', forHours: 'For (h)', reason: 'Reason', sooner: '{span} sooner',
    gain: 'Home is {km} km away; standing here it arrives about {span} sooner (straight line)', until: 'Period', gainShort: 'Gain', answered: 'Answer', silent: 'no answer in time', waiting: 'waiting',
    saysYes: 'They accept', saysNo: 'They cannot', whyNot: 'Why', callBack: 'Call back',
    everywhere: 'Everywhere', patrolEvery: 'Patrol every (h)', seats: 'Forest desk', teamsEach: 'Teams forward', source: 'Source', change: 'Change', saveDemand: 'Save {level}',
    periods: 'Special periods', days: 'Days', floor: 'At least', asks: 'Asks', nowOn: 'now', byKind: 'By its kind', byKindOf: 'By its kind ({level})', none: 'not concerned', kinds: 'Kinds of points', off: 'out of use', addKind: 'Add a kind', code: 'Code', mark: 'Mark', inUse: 'In use',
  },
  fire: {
    water: 'Nearest water', within: 'within {km} km', radius: 'Radius', usual: 'Usual', failed: 'Water cannot be read now.', noWater: 'No water is known nearby.',
    by: { pump: 'pump', helicopter: 'helicopter', truck: 'truck' }, volume: '{n} m³', elevation: '{n} m high', unusable: 'not usable', metres: '{n} m', km: '{n} km',
    relayFrom: 'Pump line from {name}, {way}', lift: 'Fire above water (m, heights typed by hand)', hose: 'Hose', hoses: { d40: '40 mm', d50: '50 mm', d65: '65 mm', d80: '80 mm' }, flow: 'Flow (l/s)', pump: 'Pump head (m)',
    numbers: '{pumps} pumps, {hoses} hoses ({metres} m).', heads: 'Friction {loss} m + rise {lift} m + nozzle {nozzle} m = {total} m.',
    leg: 'Pump {n} at {at} m, {hoses} hoses, {left} m left at its end', burst: 'Downhill the pressure exceeds the hose: reduce or divide.', fill: 'Filled in about {span}.', lay: 'Lay and plot',
    laid: '{name}: {pumps} pumps, {hoses} hoses', liftOf: 'rise {n} m', takeUp: 'Take up',
    loop: 'Closed loop: from alarm to archive',
    step: { alarm: 'alarm', verified: 'verified', dispatched: 'dispatched', arrived: 'arrived', controlled: 'controlled', out: 'flames out', mop_up: 'mop-up', guard: 'guard', handed_over: 'handed over', final_report: 'final report', closed: 'closed' },
    stillOpen: 'Still open: {what}', earlier: '{n} m from the closed fire {number}: perhaps rekindled', later: '{number} followed {n} m away: perhaps rekindled', handedOver: 'Handed over to {org} {taker} ({at})',
    handOver: 'Hand over', rekindle: 'Rekindled', rekindleFacts: 'What is seen', org: 'Organisation', taker: 'Taken over by', phone: 'Phone', people: 'People staying', note: 'Note', early: 'Before the guard is over: why',
  },
  relief: {
    title: 'Relief', add: 'Add a case', register: 'Import vulnerable persons', none: 'No relief cases yet.', number: 'Number', household: 'Household', losses: 'Losses', amount: 'Amount (yuan)', state: 'State', goods: 'Goods',
    kind: { transition: 'Transitional', winter: 'Winter and spring' }, states: { draft: 'draft', asked: 'asked', approved: 'to be paid', refused: 'refused', paid: 'paid' },
    sums: '{households} households, {people} people; {down} rooms down, {hurt} damaged; {paid} yuan paid, {wait} under way', rooms: '{down} down, {hurt} damaged, {mu} mu of crops',
    ask: 'Ask', agree: 'Agree', refuse: 'Refuse', pay: 'Paid', account: 'Show account', accountWhy: 'Why', voucher: 'Voucher', whyNot: 'Why not',
    kindOf: 'Kind', incident: 'Incident', town: 'Town', address: 'Address', people: 'People', phone: 'Phone', accountNumber: 'Account (kept sealed)', down: 'Rooms down', hurt: 'Rooms damaged', crop: 'Crops (mu)', save: 'Save',
    registerFile: 'Register of vulnerable persons (.xlsx or .csv)', template: 'Template', fileShown: '{add} new, {change} changed, {bad} with errors', fileDone: '{add} added, {change} changed; {bad} rows with errors left out', fileApply: 'Import {n}',
    outcome: { add: 'new', change: 'changed', bad: 'error' },
  },
}
export default wording
