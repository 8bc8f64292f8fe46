import type { Wording } from '.'
import type zh from './figures.zh-CN'

const wording: Wording<typeof zh> = {
  figures: {
    period: { today: 'Today', week: 'Week', month: 'Month', year: 'Year' }, from: 'From', to: 'To', area: 'Area', failed: 'The figures cannot be read at the moment', noDrills: 'without drills', csv: 'CSV', lines: '{n} lines', all: 'All figures', none: 'Nothing in this period',
    number: 'Number', at: 'Time', what: 'What', counts: 'Counts', took: 'Took', leftOff: '{n} more are in the CSV', kinds: 'Incidents by kind', levels: 'Responses by highest level',
    group: { alarms: 'Alarms', stages: 'Stages', outcome: 'Incidents', reporting: 'Reports and drills' },
    name: {
      alarms: 'Alarms', verified: 'Verified', verified_rate: 'Verified, share', false_rate: 'False, share', ack_p50: 'Acknowledged P50', incidents: 'Incidents', deaths: 'Deaths', to_order_p50: 'Call → order P50', answered_rate: 'Orders answered',
      accept_p50: 'Order → accepted P50', accept_p90: 'Order → accepted P90', arrive_p50: 'Accepted → there P50', arrive_p90: 'Accepted → there P90', reports_in_time: 'Reports in time', reports_late: 'Late or missing', responses: 'Responses', response_p50: 'Response length P50', moved: 'People moved', drills: 'Drills', drill_people: 'People in drills',
    },
    about: {
      alarms: 'no duplicates, no tests', verified: 'with a confirming verdict', verified_rate: 'confirmed of those judged', false_rate: 'not confirmed of those judged, misfires left out', ack_p50: 'received to acknowledged', incidents: 'opened; merged ones count once', deaths: 'summed over incidents', to_order_p50: 'first alarm to first order',
      answered_rate: 'accepted or refused, of those asked', accept_p50: 'half are accepted within this', accept_p90: 'nine of ten are accepted within this', arrive_p50: 'half are there within this', arrive_p90: 'nine of ten are there within this', reports_in_time: 'met in time, of terms that are over', reports_late: 'late, missed or overdue', responses: 'started; an upgrade is no further one', response_p50: 'start to end', moved: 'in the books, struck lines left out', drills: 'held; nothing of them is in other figures', drill_people: 'as said when each ended',
    },
  },
}
export default wording
