import type { Wording } from '.'
import type zh from './dossiers.zh-CN'

const wording: Wording<typeof zh> = {
  dossiers: {
    title: 'Plant dossier', library: 'All dossiers', failed: 'The dossiers could not be read', again: 'Try again', inside: 'On its ground', search: 'Plant or substance', none: 'No dossier', back: 'Back to the list',
    add: 'New dossier', import: 'From a spreadsheet', edit: 'Change', retired: 'No longer in use: {why}',
    hazard: 'Major hazard, grade {grade}', people: '{n} people, {night} at night', hazards: '{n} hazards not put right', away: 'Keep away {fire} m in a fire, {spill} m from a spill',
    stores: '{n} stores', tanks: '{n} stores', more: '{n} more', protect: 'Wear', fire: 'Fire', spill: 'Spill', health: 'Health', distance: 'Distance',
    distances: 'spill {spill} m, downwind {wind} m, fire {fire} m', source: 'Source', gather: 'Assembly', water: 'Water, foam', summary: 'About', plans: 'Plans', papers: 'Papers',
    numbers: 'Show the numbers', why: 'Reason', show: 'Show', lacks: 'Missing: {what}', changed: '{name}, {at}',
    lack: { stores: 'stores', contacts: 'contacts', plot_plan: 'plot plan', plans: 'plans', msds: 'substances' },
    grade: { 0: 'none', 1: '1', 2: '2', 3: '3', 4: '4' }, kind: { plant: 'Plant', park: 'Park' },
    paper: { plot_plan: 'Plot plan', msds: 'Safety data sheet', process: 'Process diagram', other: 'Other' },
    template: 'Template', file: '.xlsx or CSV', judged: '{added} new, {changed} changed, {same} the same, {wrong} wrong', taken: 'Taken: {added} new, {changed} changed; {wrong} wrong ones were not',
    ignored: 'Columns not used: {titles}', take: 'Take {n}', what: { new: 'New', changed: 'Changed', same: 'The same', wrong: 'Wrong, not taken' },
    form: {
      code: 'Number', title: 'Name', kind: 'Kind', lon: 'Longitude', lat: 'Latitude', point: 'Pick on the map', address: 'Address', radius: 'Radius (m)', people: 'People', night: 'At night', grade: 'Major hazard', area: 'Area',
      tank: 'Store', content: 'Content', capacity: 'Capacity', held: 'Held', unit: 'Unit', state: 'State', drop: 'Remove', addTank: 'Add a store', contacts: 'Contacts', post: 'Post', name: 'Name', phone: 'Telephone', addContact: 'Add a contact',
      save: 'Save', retire: 'Retire', retireWhy: 'Why', retireSure: 'Retire it', paperTitle: 'Title', paperFile: 'PDF or picture', addPaper: 'Upload',
    },
  },
}
export default wording
