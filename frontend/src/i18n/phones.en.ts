import type { Wording } from '.'
import type zh from './phones.zh-CN'

const phones: Wording<typeof zh> = {
  phones: {
    title: 'Telephone',
    dial: 'Dial',
    dialTo: 'Dial {name}',
    dialHint: 'Rings your extension {extension} first, then the party',
    lineDown: 'The line is down: {why}',
    unknown: 'Unknown number',
    openAlarms: 'Open alarms of this number',
    takenBy: '{name} is taking it',
    enterAlarm: 'Enter an alarm',
    take: 'Answer at {extension}',
    takeAny: 'Answer at my extension',
    hangUp: 'Hang up',
    hide: 'Do not show this call',
    own: 'Extension at this seat',
    ownHint: 'Dialling rings this telephone first; empty means there is none.',
    ownCommand: 'Set my extension',
    keep: 'Save',
    fromCall: 'From the call of {who}; its number joins the alarm',
    notFromCall: 'Not from this call',
    log: 'Telephone calls',
    recording: 'Recording',
    in: { ringing: 'Incoming call', answered: 'On the line', ended: 'Ended', missed: 'Missed', failed: 'Not connected' },
    out: { ringing: 'Dialling', answered: 'On the line', ended: 'Ended', missed: 'No answer', failed: 'Not connected' },
    robot: { ringing: 'Robot call', answered: 'Speaking', ended: 'Spoken', missed: 'No answer', failed: 'Not connected' },
    way: { in: 'From', out: 'To', robot: 'Robot to' },
    state: { ringing: 'Ringing', answered: 'On the line', ended: 'Ended', missed: 'Missed', failed: 'Not connected' },
  },
}
export default phones
