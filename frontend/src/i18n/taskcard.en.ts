import type zh from './taskcard.zh-CN'
import type { Wording } from '.'

const wording: Wording<typeof zh> = {
  taskCard: {
    title: 'Tasks',
    state: { issued: 'new', delivered: 'new', read: 'to accept', accepted: 'accepted', in_progress: 'in work', fed_back: 'fed back', verified: 'verified', closed: 'closed', rejected: 'returned' },
    notSent: 'not sent yet',
    left: '{span} left',
    over: '{span} late',
    due: 'by {at}',
    lead: 'led by {name}',
    urged: 'urged {n} times',
    evidence: 'Evidence: {what}',
    said: 'Fed back: {text}',
    accept: 'Accept',
    begin: 'Begin',
    feedBack: 'Feed back',
    feedHint: 'How far, how it looks, what is needed',
    reject: 'Return',
    why: 'Why can it not be done?',
    cancel: 'Cancel',
    none: 'No tasks',
  },
}
export default wording
