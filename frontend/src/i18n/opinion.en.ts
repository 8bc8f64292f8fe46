import type { Wording } from '.'
import type zh from './opinion.zh-CN'

const wording: Wording<typeof zh> = {
  opinion: {
    going: '{n} open', enter: 'Enter a post', none: 'Nothing is open', choose: 'Choose an item on the left', pages: 'Upkeep', drill: 'Drill',
    spike: '{place}: {now} posts in 10 minutes, {usual} before on average', seen: 'Seen',
    state: { found: 'Found', judged: 'Judged', handling: 'In hand', fed_back: 'Fed back', closed: 'Closed', dismissed: 'Put aside' },
    verdict: { true: 'true', partly: 'partly true', untrue: 'untrue', unverified: 'to be verified' },
    step: { entered: 'entered', judged: 'judged', assigned: 'handed to', handled: 'done', fed_back: 'fed back', closed: 'closed', dismissed: 'put aside', reopened: 'taken up again', linked: 'linked', unlinked: 'unlinked', flagged: 'rumour', released: 'released' },
    score: 'Heat', mentions: '{n} posts', reach: '{n} readers', overdue: 'Overdue', due: 'Due {at}', dueOver: 'Was due {at}', owner: 'Owner',
    rumour: 'Rumour', before: 'before our report', beforeLong: 'On the net before our report: net {at}, first report {reported}', notBefore: 'Not before our report: net {at}, first report {reported}', noReport: 'not reported yet',
    rule: 'Rule', verdictIs: 'Verdict: ', verdictAsk: 'Verdict…', note: 'Why', judge: 'Judge', assign: 'Hand over', ownerAsk: 'Person or office', textAsk: 'What was done, came of it, or why it is put aside',
    handle: 'Note', feedBack: 'Feed back', close: 'Close', dismiss: 'Put aside', again: 'Go on', reopen: 'Take up again', why: 'Why',
    incident: 'Incident', link: 'Link', unlink: 'Unlink', unlinkWhy: 'About something else', noNear: 'No incident near',
    counterAsk: 'Words that counter it (a rumour is not closed without)', flag: 'It is a rumour', counterSave: 'Keep the words', release: 'Draft a release',
    inPublic: 'In public',
    told: 'Told at ({n})', steps: 'What was done',
    sources: 'Sources', sourcesAbout: 'feeds, interfaces, pushes, files', rules: 'Rules', rulesAbout: 'words × places', wrong: '{n} wrong', noSources: 'No source yet', add: 'Add', save: 'Save', remove: 'Remove',
    kind: { rss: 'RSS, Atom', json: 'JSON', hook: 'Push', drop: 'Files' },
    light: { ok: 'Well', late: 'Late', failing: 'Failing', waiting: 'Waiting', off: 'Off' },
    counts: '{taken} taken, {passed} passed', bad: '{n} refused', row: 'Entry {n}', wholeFile: 'Whole', ask: 'Read now', token: 'New token', tokenOnce: 'Shown once; for the platform:',
    anyPlace: 'anywhere here', noPlace: 'any place',
    field: { title: 'Title', text: 'Text', url: 'Address', outlet: 'Medium', area: 'Place', here: 'My area', seen: 'Seen at', code: 'Code', name: 'Name', kind: 'Way', every: 'Every (s)', license: 'Licence', options: 'Options (field mapping …, JSON)', weight: 'Points', words: 'Any of (comma)', wordsShort: 'Words', also: 'All of', without: 'None of', places: 'Places', needsPlace: 'Must name a place here', enabled: 'On' },
  },
}
export default wording
