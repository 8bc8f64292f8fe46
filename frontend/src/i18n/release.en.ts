import type { Wording } from '.'
import type zh from './release.zh-CN'

const wording: Wording<typeof zh> = {
  release: {
    publicPage: 'Public page', public: 'Public page', none: 'No release yet', choose: 'Choose or draft a release on the left', incidents: 'Open incidents', noIncident: 'No open incident', draft: 'Draft', draftProgress: 'Draft progress', correction: 'Correction', drill: 'Drill', drillNote: 'a drill, never public',
    kind: { bulletin: 'Bulletin', progress: 'Progress', counter: 'Counter-statement' },
    state: { draft: 'Draft', submitted: 'To sign', signed: 'Released', corrected: 'Corrected', withdrawn: 'Withdrawn', dropped: 'Dropped' },
    by: 'drafted by {name}', signedBy: 'signed by {name} {at}', opinion: 'The rumour it counters', returned: 'Sent back: {why}', withdrawnBy: 'Withdrawn by {name}: {why}', chain: 'Corrections',
    against: 'Against the latest signed report: {title} {at}', noReport: 'No report of this incident is signed: nothing may go out', noNumbers: 'Of no incident: no figures of harm or loss', omitted: 'In the report and not here: ', finding: 'Must not be public: {name} “{text}”', outlet: 'Outlet: {who}', ok: 'The numbers are those of the report',
    field: { title: 'Title', text: 'Text' }, figures: 'Figures (as of {at})', released: 'Released', reported: 'Reported', take: 'take', towns: 'By town', town: 'Town', item: 'Item', remove: 'Remove', addTown: 'Add a line',
    save: 'Save', submit: 'Submit', drop: 'Drop', pin: 'PIN', sign: 'Sign and publish', why: 'Why', return: 'Send back', correct: 'Correct', withdrawWhy: 'Why (will be public)', withdraw: 'Withdraw',
  },
}
export default wording
