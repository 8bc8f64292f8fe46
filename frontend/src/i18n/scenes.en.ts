import type { Wording } from '.'
import type zh from './scenes.zh-CN'

const wording: Wording<typeof zh> = {
  scenes: {
    failed: 'No news at the moment; this is the last answer',
    alerts: { title: 'Warnings', inForce: '{n} in force', waiting: 'to be answered', proposed: 'proposed', drafts: 'being made', until: 'until {at}' },
    role: { duty_leader: 'Leader', shift_chief: 'Chief', duty_officer: 'Officer', expert_seat: 'Specialist' },
    duty: { title: 'Duty', none: 'No roster', until: 'until {at}', over: 'was to end at {at}', missing: 'Not manned', calling: 'roll call', silent: 'not heard from', matters: 'to hand over', gaps: 'holes in the roster', log: 'Log' },
    forces: { title: 'Teams', all: '{teams} teams, {people} people', ready: 'can go', people: 'people', working: 'at work', out: 'off or lost', nobody: 'None can go:', more: 'and {n} more' },
    supplies: {
      title: 'Supplies', waiting: 'waiting', picking: 'picked', onTheWay: 'on the way', late: 'late', low: 'short', none: 'No transfer goes on', short: 'Under the floor or expired',
      state: { requested: 'asked', approved: 'approved', back_order: 'back order', reserved: 'reserved', picked: 'picked', shipped: 'on the way', received: 'received', settled: 'settled', returned: 'returned', cancelled: 'cancelled' },
    },
    conferences: { title: 'Conferences', open: 'going on', people: 'people in', in: '{joined}/{all} in', recording: 'recording', none: 'No conference goes on' },
    figures: {
      title: '{year} in figures', period: '{first} to {last}, without drills', yoy: 'a year ago {change}', points: ' points', base: 'none then', same: 'the same', trend: 'Accidents by month (dashed: last year)', goals: 'Goals of the year', stages: 'Stages this month',
      name: { accidents: 'Accidents', accident_deaths: 'Killed in them', alarms: 'Alarms', verified: 'Verified', responses: 'Responses', moved: 'People moved', ack_p50: 'Acknowledged P50', to_order_p50: 'Call → order P50', accept_p50: 'Order → accepted P50', arrive_p50: 'Accepted → there P50', answered_rate: 'Orders answered', reports_in_time: 'Reports in time' },
    },
    monitoring: { title: 'Forest fire', seen: 'points seen', overdue: 'overdue', rounds: 'rounds', forward: 'teams forward', dark: 'feeds in trouble', none: 'No danger said today', short: '{n} teams short', late: '{n} overdue', level: { 0: '–', 1: '1', 2: '2', 3: '3', 4: '4', 5: '5' } },
    hazards: { title: 'Hazards', open: 'open', major: 'major', supervised: 'supervised', overdue: 'overdue', risk: { red: 'major risks', orange: 'considerable risks', yellow: 'general risks', blue: 'low risks' }, first: 'To be put right first', isMajor: 'major', due: 'by {at}', rounds: 'Rounds of inspection', none: 'Nothing is open', state: { found: 'to rank', ranked: 'to hand over', assigned: 'to put right', fixing: 'in hand', fixed: 'to verify', verified: 'to close' } },
    opinion: { title: 'Public opinion', open: 'open', overdue: 'overdue', rumours: 'rumours', before: 'before our report', spike: '{place}: {now} posts in 10 minutes', none: 'Nothing is open', state: { found: 'found', judged: 'judged', handling: 'in hand', fed_back: 'fed back', closed: 'closed', dismissed: 'put aside' } },
    release: { title: 'Releases', out: 'released', waiting: 'to sign', none: 'Nothing released lately', state: { corrected: 'corrected', withdrawn: 'withdrawn' } },
    plans: { title: 'Plans and responses', inForce: '{n} responses in force', proposed: 'awaits approval', since: 'since {at}', none: 'No response in force', tasks: 'Tasks', done: 'tasks done', overdue: 'overdue', late: '{n} overdue' },
  },
}
export default wording
