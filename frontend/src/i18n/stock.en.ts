import type { Wording } from '.'
import type zh from './stock.zh-CN'

const wording: Wording<typeof zh> = {
  stock: {
    pages: 'Books',
    page: { transfers: 'Transfers', ask: 'Ask for supplies', depots: 'Depots', items: 'Stock', alerts: 'Stock alerts', agreements: 'Held by agreement' },
    about: { transfers: 'asked, approved, shipped, received, returned', ask: 'for no incident: a standby, a special period, a store to fill', depots: 'city, district, town, village, enterprise', items: 'sums over all depots, the short first', alerts: 'under the floor, near expiry, not counted', agreements: 'callable, not on hand' },
    askAbout: 'What an incident needs is asked for on its own page.', forArea: 'For', mayNotAsk: 'This post may not ask for supplies there', going: '{n} going on', hints: '{n}', late: '{n} late', showOver: 'with those over', allTransfers: 'All transfers', noTransfers: 'No transfer goes on', depots: '{n} depots', level: 'Level', find: 'Name, owner, keeper',
    keeperPage: "Keeper's page", failed: 'The stock cannot be read at the moment', name: 'Depot', area: 'Area', owner: 'Owner', keeper: 'Keeper', kinds: 'Kinds', allDepots: 'All depots', item: 'Item', onHand: 'On hand', reserved: 'Reserved', available: 'Available',
    floor: 'Floor', lots: 'Lots', counted: 'Counted', until: 'until {day}', empty: 'Nothing in stock', findItem: 'Name of the item', inDepots: 'Depots', onCall: 'held by agreement, callable', party: 'Party', atLeast: 'At least', responds: 'Responds within', validTo: 'Valid to', minutes: '{n} min',
    alert: { floor: 'under the floor', expired: 'expired', expiring: 'near expiry', uncounted: 'not counted', agreement_ends: 'agreement ends' },
  },
}
export default wording
