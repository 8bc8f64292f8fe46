import type { Wording } from '.'
import type zh from './rounds.zh-CN'

const wording: Wording<typeof zh> = {
  rounds: {
    title: 'Inspection', due: 'by {at}', left: '{n} to look at', done: 'All looked at', seen: 'Looked at', seenHere: 'Filled in, waits', more: '{n} more', metres: '{n} m', km: '{n} km',
    here: 'On the spot, {n} m away', far: '{n} m away, will be noted', noFix: 'No position yet, will be noted', value: { yes: 'In order', no: 'Not in order', na: 'Not applicable' },
    what: 'What is wrong', hazard: 'Enter as a hazard', photo: 'Photo', photoAsked: 'Photo required', note: 'Anything else', open: '{n} items not filled in', noPhoto: '{n} items lack their photo', later: 'Later', send: 'Submit',
  },
}
export default wording
