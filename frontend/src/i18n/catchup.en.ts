import type { Wording } from './index'
import type zh from './catchup.zh-CN'

const wording: Wording<typeof zh> = {
  catchup: {
    title: 'Catch up on paper after an outage',
    hint: 'Line by line, with the times that stand on the sheet; they are marked as late entries and clocks count from these times',
    kind: { alarm: 'Alarms', note: 'Notes', leg: 'Teams' },
    alarms: 'Enter the call sheet line by line: fill in when it occurred and when it was received; likely duplicates are shown first.',
    newAlarm: 'Enter an alarm',
    lateAlarms: 'Alarms entered late ({n})',
    received: 'received {at}',
    incident: 'Incident',
    team: 'Team',
    leg: 'Leg',
    choose: 'Choose',
    occurred: 'Occurred',
    heard: 'Received',
    enter: 'Enter this line',
    done: '{n} lines entered at this desk',
    missing: { incident: 'Choose an incident', team: 'Choose a team', leg: 'Choose a leg', text: 'Write what it was', saidBy: 'Who said it?', times: 'Fill in the times', order: 'Nobody hears of something before it happens' },
  },
}
export default wording
