import type zh from './alerts.zh-CN'
import type { Wording } from '.'

const wording: Wording<typeof zh> = {
  alerts: {
    colour: { white: 'W', blue: 'B', yellow: 'Y', orange: 'O', red: 'R' },
    warning: ' warning', new: 'Draft a warning', failed: 'Cannot be read just now', nothing: 'Choose a warning', nothingHint: 'On the left: in force, incoming, being made', drill: 'exercise',
    inForce: 'In force', inForceN: '{n} in force', incoming: 'Incoming, to be answered', proposed: 'Proposed', drafts: 'Being made', pages: 'Papers', over: '{n} over', none: 'No warning is in force', noneSo: 'None like this',
    left: '{left} left', untilEnded: 'until cancelled', waits: 'waiting {waited}', areas: '{n} areas', suspends: 'no school', suspendsLong: 'While this signal holds, schools and kindergartens are closed.',
    page: { documents: 'Papers received', triggers: 'Thresholds', quakes: 'Earthquakes', receivers: 'Addresses outside' },
    about: { documents: 'Pushed, polled, dropped; repeated and refused', triggers: 'From which values a warning is proposed', quakes: 'Roll call and quick check after a quake', receivers: 'Platforms, neighbours and media that get what is published' },
    basis: { measured: 'measured', forecast: 'forecast' }, basisLong: { measured: 'Measured values reached the threshold', forecast: 'Forecast values reached the threshold' },
    kind: { alert: 'Warning', update: 'Update', cancel: 'Cancellation' },
    state: { draft: 'draft', reviewed: 'reviewed', signed: 'signed', published: 'published', updated: 'updated', cancelled: 'cancelled', expired: 'expired', dropped: 'dropped' },
    path: { ordinary: 'Ordinary', emergency: 'Emergency', green: 'Green channel' },
    f: { colour: 'Colour', hazard: 'Hazard', area: 'Area', issuer: 'Issuer', path: 'Path', headline: 'Headline', from: 'From', until: 'Until' },
    field: { area: 'area', hazard: 'hazard', colour: 'colour', text: 'text', areas: 'areas', polygon: 'polygon', headline: 'headline', instruction: 'instruction', path: 'path', channels: 'channels', effective_at: 'from', expires_at: 'until', issuer: 'issuer', exercise: 'exercise' },
    text: 'Text', instruction: 'Instruction', term: 'Holds', chain: 'Chain', national: 'National XML', withPolygon: 'and a line of {n} corners',
    edit: 'Change', review: 'Reviewed', sign: 'Sign', signGreen: 'Sign and publish', publish: 'Publish', return: 'Send back', returnWhy: 'Why it goes back', returned: 'Sent back: {why}', drop: 'Drop', ownDraft: 'Yours: another reviews and signs',
    callout: 'Call out {n}', calloutMore: 'Call whoever is not called yet', update: 'Update', cancel: 'Cancel it', cancelWhy: 'Why it is over', cancelDraft: 'Draft the cancellation',
    answer: 'Enter what is done', answerLike: 'What is done about it', answerDo: 'Enter', answered: '{name} {at}:', answerDue: 'To be answered by {at}',
    road: { drafted: 'Draft', reviewed: 'Review', signed: 'Signed', published: 'Published', handed: 'Handed', arrived: 'Arrived', most: 'hand-over within {most}', seconds: '{s} s', leftOut: 'left out' },
    ways: 'Ways out', way: { off: 'not this way', waiting: 'not yet', handed: 'handed over', delivered: 'on air', failed: 'failed', suppressed: 'held back (exercise)' }, wayOf: { board: { delivered: 'on the boards' }, carrier: { handed: 'carrier has it', delivered: 'sent', failed: 'not handed over' }, calls: { waiting: 'not called', handed: 'calling', delivered: 'all confirmed' }, push: { off: 'not sent', waiting: 'waiting', delivered: 'taken', failed: 'not taken' } }, waitsSince: 'since {at}, {waited}',
    receiver: { about: 'A published warning goes to these addresses by itself, its updates and its end after it in order; one that is away is tried again. Exercises go nowhere.', none: 'No address yet', add: 'Enter an address', edit: 'Change', save: 'Save', name: 'Name', code: 'Code', kind: 'Kind', url: 'Address', auth: 'Signs in by', user: 'Our name there', key: 'Key number', secret: 'Key, password or token', secretKept: 'kept; leave empty to keep it', form: 'Format', area: 'Area', least: 'From colour', active: 'Active', waiting: '{n} waiting', ok: 'taken {at}', never: 'nothing sent yet', off: 'off', since: 'away since {at}', kinds: { above: 'Platform above', beside: 'Neighbour', media: 'Media', department: 'Department' }, auths: { signed: 'Signature', basic: 'User and password', token: 'Token' }, forms: { cap: 'CAP 1.2', national: 'National XML' }, from: '{colour} and heavier' }, enter: 'Enter', wayNote: 'Note',
    receipts: 'Receipts', answeredOf: '{n}/{of} confirmed', receiptDue: 'all by {at}', allConfirmed: 'All have confirmed', silent: '{n} have not confirmed', more: '{n} more', fewer: 'Fewer', tree: 'Open the calling tree',
    level: { city: 'City', district: 'District', town: 'Town', village: 'Village', called: 'Called', delivered: 'Delivered', answered: 'Confirmed', acted: 'Acted' },
    call: { waiting: 'waiting', calling: 'ringing', delivered: 'delivered', answered: 'answered', failed: 'not reached', taken_over: 'taken over', stopped: 'stopped' },
    form: { new: 'Draft a warning', update: 'Update the warning', edit: 'Change the draft', save: 'Save the draft', kindFirst: 'Choose the hazard first', draw: 'Draw the area on the map', redraw: 'Draw it again', drawing: 'Click the corners on the map: {n}', drawn: 'Done', noPolygon: 'Without a line', byPolygon: 'The districts the line touches', headlineSelf: 'Left empty: made by itself', atOnce: 'empty: at once', issuer: 'Issued by the bureau of {name}', wrong: 'Please check: {field}' },
    pick: { city: 'Whole city', all: 'All of {name}', towns: 'Towns of {name}' },
    proposal: { title: '{area}: {hazard}', waiting: 'to be decided', drafted: 'drafted', dismissed: 'not issued', over: 'values are back', place: 'Place', quantity: 'Quantity', value: 'Value', limit: 'Threshold', at: 'At', for: 'for {at}', draft: 'Draft it', dismiss: 'Do not issue', why: 'Why not', open: 'Open the warning' },
    paper: { roads: 'Pushed, polled and dropped go one way: each original is kept once, repetitions are counted, what cannot be read says why.', none: 'No papers yet', taken: 'taken', aside: 'set aside', refused: 'refused', repeated: 'repeated', way: { push: 'pushed', poll: 'polled', drop: 'dropped' }, repeats: 'came {n} times more', settle: 'Seen to', settled: 'seen to by {name}' },
    trigger: { about: 'At the threshold a warning is proposed; a person decides. A district\'s own rows come first.', band: 'Dead band', active: 'Active', save: 'Save' },
    quake: { about: 'A report rings, calls the roll and asks for a quick check by magnitude and distance, once per quake.', none: 'No earthquake was reported', size: 'M {m}', depth: '{km} km deep', felt: 'Reaches {areas}', notFelt: 'Does not reach this city', alarm: 'Alarm', rollCall: 'Roll call', check: 'Quick check' },
  },
}
export default wording
