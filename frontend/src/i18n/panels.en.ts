import type { Wording } from '.'
import type zh from './panels.zh-CN'

const wording: Wording<typeof zh> = {
  panels: {
    age: 'data {age}',
    lamp: { green: 'well', amber: 'late or failing', red: 'long silent', grey: 'not connected' },
    name: { stations: 'Stations', departments: 'Departments', goals: 'Goals of the year', cameras: 'Cameras', rounds: 'Rounds', fire: 'Forest fire' },
    departments: { title: 'Departments', none: 'No department is entered', rest: 'Other sources', since: 'since {at}', noFeed: 'no feed' },
    rain: { title: 'Areal rain', how: 'Thiessen polygons; ground within {km} km of a gauge', area: 'Area', hours: '{n} h (mm)', gauges: 'Gauges', silent: '{n} silent', covered: 'Ground covered', oldest: 'Oldest word', nobody: 'no word' },
    stations: {
      title: 'Stations', none: 'No stations', all: '{n} stations, none beyond its threshold', beyond: '{n} beyond a threshold', kind: { river: 'Rivers', reservoir: 'Reservoirs', rain: 'Rain', ponding: 'Ponding', wind: 'Wind', fire: 'Fire danger', gas: 'Gas', geology: 'Ground movement', other: 'Other' },
      every: 'All', station: 'Station', value: 'Now', limit: 'Threshold', hours: 'Last {n} hours', state: 'State', at: 'Observed', stale: 'Stale', near: 'Near', calm: 'Normal', open: 'Curve', onMap: 'On the map', back: 'Back to the stations', span: 'Span', day: '24 hours', days: '{n} days', noLine: 'No readings in this span', more: '{n} more', noLimit: 'no threshold', failed: 'Stations cannot be read now',
    },
    goals: { title: 'Goals of the year', none: 'No goals yet', met: 'met', missed: 'missed', open: '', days: '{n} days without an accident' },
    cameras: {
      moving: '{n} of {of} live',
      title: 'Cameras', none: 'No pictures', flying: 'in flight', group: 'Group', groups: 'Groups', add: 'New group', name: 'Name', tiles: '{n} tiles', turn: 'Turns every (s, 0 = usual)', drones: 'Drones in flight first', pick: 'Choose pictures', picked: '{n} chosen', onWall: 'To the wall', allWalls: 'All walls', remove: 'Remove', removeSure: 'Remove group “{name}”? Walls that show it go back to the daily board.', save: 'Save', cancel: 'Cancel', change: 'Change', noGroup: 'No groups yet. Pictures kept as a group turn on the desk and go to a wall in one press.', hold: 'Stay on this page', go: 'Turn again', page: 'Page {page}/{pages}', shownOn: 'Sent to {n} walls',
    },
    rounds: { title: 'Rounds', none: 'No rounds are going', points: 'Check-points', patrols: "Rangers' rounds", overdue: '{n} overdue', late: '{n} overdue', done: 'Done', term: 'Until' },
    arrange: { title: 'Wall panels', hint: 'The wall’s monitoring page shows the panels in this order, two rows of four columns a screen; what does not fit turns.', shown: 'Shown', up: 'Up', down: 'Down', save: 'Save', saved: 'Saved' },
    outages: { title: 'Outages', none: 'No outages', late: 'no data in time', failing: 'reading failed', lasting: 'until now', times: '{n} times', lasted: 'for {span}' },
    department: { add: 'Add department', name: 'Department', order: 'Order', keeper: 'Contact', nobody: 'nobody', feeds: 'Feeds', save: 'Save', remove: 'Remove department', removeSure: 'Remove department “{name}”? Its feeds stay.', call: 'On an outage call {who}', change: 'Change', sources: 'Feeds', lastGood: 'last good', silent: '{name} since {at}', findKeeper: 'Find a contact' },
  },
}
export default wording
