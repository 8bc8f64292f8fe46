import type { Wording } from '.'
import type zh from './evacuation.zh-CN'

const wording: Wording<typeof zh> = {
  evacuation: {
    order: 'Order an evacuation',
    reason: 'Why', reasonHint: 'e.g. the fire line nears Shiming', target: 'People to move', orderedBy: 'Decided by (name, office)', dueMinutes: 'Within (minutes)', towns: 'Towns that leave',
    kind: { pre_emptive: 'pre-emptive', rescue: 'rescue' },
    state: { ordered: 'ordered', going: 'under way', complete: 'complete', returning: 'going home', closed: 'closed', cancelled: 'cancelled' },
    none: 'No evacuation of this incident',
    moved: '{n} of {of} moved', refused: '{n} refuse', counted: '{n} counted in shelters', elsewhere: '{n} with relatives or elsewhere', left: '{n} left',
    due: 'due {at}', late: 'overdue',
    gap: '{n} on the way or not counted', over: '{n} more counted than sent', even: 'both books agree',
    shelter: 'Shelter', sent: 'sent', arrived: 'counted', capacity: 'holds {n}',
    missing: '{n} of the vulnerable without a line',
    escort: 'escort: {name}', noEscort: 'no escort named',
    carried: { walks: 'walks', wheelchair: 'wheelchair', stretcher: 'stretcher', ambulance: 'ambulance' },
    books: 'Books', fold: 'Fold',
    departure: 'Record who left', arrival: 'Record who came', household: 'Household or unit', people: 'People', where: 'Where to', elsewhereWord: 'relatives', town: 'Town', escortWord: 'Escort', refusedWord: 'refuse to go',
    arrivalHint: 'negative: they leave the shelter',
    strike: 'Strike out', struck: 'struck out: {why}', why: 'Why',
    complete: 'Complete', completeWhy: 'Why vulnerable persons are missing (if any)', approveReturn: 'Approve the return', returnName: 'Approved by (name, office)', returnFacts: 'On what it rests (water level, gas readings)', returnStations: 'Readings kept with it (none over its mark)', overMark: 'over its mark', returnedOn: 'Return approved: {name}; {facts}',
    close: 'Close', cancel: 'Cancel', returned: 'Home again',
    measure: { boats: 'boats in port', rafts: 'raft people ashore', ships: 'ships secured', zones: 'danger zones cleared', houses: 'weak houses, low ground, outdoor work', wind_farms: 'wind platforms cleared' },
    failed: 'The books were not received; try again',
  },
}
export default wording
