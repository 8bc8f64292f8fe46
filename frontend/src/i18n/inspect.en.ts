import type { Wording } from '.'
import type zh from './inspect.zh-CN'

const wording: Wording<typeof zh> = {
  inspect: {
    page: { rounds: 'Inspections', risks: 'Risks', towns: 'By town', ledgers: 'Ledgers', charges: 'In charge', lists: 'Indicators' },
    title: 'Inspections', new: 'New round', none: 'No inspections yet', visits: 'Visits, one year', hazards: 'Hazards found', penalties: 'Penalties', amount: 'Fines (10 000 yuan)', state: { going: 'Going on', done: 'All looked at', stopped: 'Stopped' },
    by: 'by {at}', late: 'overdue, was due {at}', overdue: 'Overdue', found: '{n} hazards', share: '{done} of {total} looked at', missed: '{n} not looked at', result: '{hazards} hazards, {penalties} penalties, {amount} yuan', stop: 'Stop the round',
    notYet: 'Not yet', clean: 'In order', wrong: '{n} not in order', metres: 'checked in {n} m away', noFix: 'checked in without a position', lacks: '{n} items lack their photo', was: 'Was: {value} ({name})', because: 'Corrected: {why} ({name})', correct: 'Correct', saveCorrection: 'Save the correction', toHazard: 'Enter as a hazard', seeHazard: 'See the hazard',
    value: { yes: 'In order', no: 'Not in order', na: 'Not applicable', measured: 'Value' }, fine: 'Enter a penalty', saveFine: 'Enter', penalty: '{decision}: fine of {amount} yuan ({ground})', start: 'Send out', picked: '{n} of {of} chosen', nothingThere: 'Nothing of this kind here',
    kind: { dossier: 'Enterprises', risk: 'Risk units', geohazard: 'Geohazards', school: 'Schools', reservoir: 'Reservoirs' },
    f: { due: 'Due', by: 'Sent by', checklist: 'Checklist', result: 'Result', why: 'Reason', title: 'Title', campaign: 'Campaign', area: 'Area', targets: 'Targets', people: 'People (several)', teams: 'Teams (several)', value: 'Correct to', number: 'Value', note: 'Words', because: 'Reason', subject: 'Fined', amount: 'Amount (yuan)', day: 'Decided on', decision: 'Decision number', ground: 'Legal ground', leader: 'Leader', kind: 'Kind', charge: 'In charge of', since: 'From', until: 'Until (empty = open)', duty: 'Duty', source: 'Paper', status: 'Status', progress: 'Ground or progress' },
    towns: 'Risk by town', townsHow: 'The colour of the worst a town holds; without a border the nearest seat counts', town: 'Town', weight: 'Weight', ledgers: 'Ledgers', crossed: 'Risk units by sector and district', ledgerNote: 'The file says who took it and when; so does the log.', ledger: { hazards: 'Hazards', inspections: 'Inspections', penalties: 'Penalties', risks: 'Risks' },
    charges: 'Leaders in charge', chargesHow: 'An incident in the ground is put before its leader, with a copy of every order', newCharge: 'Enter', saveCharge: 'Enter', noCharges: 'Nobody is in charge yet', noAccount: 'No account: not told online', open: 'Open', end: 'End', ground: { area: 'Area', dossier: 'Enterprise', risk: 'Risk unit' }, template: 'Template', import: 'From a sheet', sheetShown: '{n} lines can be taken, {bad} are wrong', sheetDone: '{n} lines taken, {bad} wrong', sheetApply: 'Take {n} lines',
    inCharge: 'Leaders in charge', ofGround: 'of {ground}', toldAt: 'told {at}', readAt: 'read {at}', read: 'Read',
    indicators: 'Indicators', noLists: 'No lists', counts: '{standards} standards, {total} sub-items', notReached: '{n} not reached', unrated: '{n} not judged', status: { reached: 'Reached', not_reached: 'Not reached', na: 'Not applicable', unrated: 'Not judged' }, noItems: 'No such sub-items', noWords: 'Nothing said', until: 'by {day}', judge: 'Save', prove: 'Add a proof',
  },
}
export default wording
