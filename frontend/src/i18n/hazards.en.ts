import type { Wording } from '.'
import type zh from './hazards.zh-CN'

const wording: Wording<typeof zh> = {
  hazards: {
    openN: '{n} not closed', new: 'Register', newTitle: 'Register a hazard', none: 'No such hazard', nothing: 'Choose a hazard', nothingHint: 'Unranked first, then major ones, those that reach outside, most people',
    only: { all: 'All', major: 'Major', overdue: 'Overdue' }, risks: 'Risks in four colours', allRisks: 'All risk units', noRisks: 'No risk unit registered here yet', lec: 'D = L × E × C (likelihood × exposure × consequence)',
    days: '{n} days', late: '{time} late', left: '{time} left', major: 'Major', majorOne: 'Major hazard', general: 'General hazard', listed: 'listed', listedBy: 'listed by {unit}', noOwner: 'nobody named', noTerm: 'no term',
    overdue: 'Overdue', failed: 'Not read, try again', picking: 'Click on the map', pick: 'Pick on the map', choose: 'Choose', save: 'Register', relapseOf: 'Closed once, came back', open: 'See the earlier one', yuan: '{n} yuan spent',
    rank: 'Rank', assign: 'Hand over', assignAgain: 'Change owner or term', begin: 'Begin', fixed: 'Put right', verify: 'Seen to be right', return: 'Send back', close: 'Close', relapse: 'Came back', reject: 'No hazard', supervise: 'List for supervision',
    pictures: 'Pictures', trail: 'Steps', drill: 'Drill', shot: { before: 'Before', after: 'After' },
    add: { before: 'Add a picture of before', after: 'Add a picture of after' },
    state: { found: 'to rank', ranked: 'to hand over', assigned: 'to put right', fixing: 'being put right', fixed: 'to verify', verified: 'to close', closed: 'closed', relapsed: 'came back', rejected: 'no hazard' },
    step: { found: 'Registered', ranked: 'Ranked', rejected: 'Judged no hazard', assigned: 'Handed over', begun: 'Work begun', fixed: 'Put right', returned: 'Sent back', verified: 'Seen to be right', closed: 'Closed', relapsed: 'Came back', supervised: 'Listed', overdue: 'Overdue', shown: 'Photo added' },
    reach: { 1: 'workplace', 2: 'plant', 3: 'outside the plant' }, difficulty: { 1: 'at once', 2: 'within a term', 3: 'needs a project' },
    f: { point: 'Place', sector: 'Sector', title: 'Hazard', place: 'Where', owner: 'Owner', campaign: 'Campaign', text: 'Description', grade: 'Grade', due: 'Term', reach: 'Reach', difficulty: 'Difficulty', people: 'People threatened', measures: 'Protection until then', fix: 'What was done', words: 'Words', cost: 'Cost (yuan)', unit: 'Listed by' },
  },
}
export default wording
