/** Names of the functions of the centre: in full, and as the rail writes them. */
import type { Wording } from './index'
import type zh from './functions.zh-CN'

const wording: Wording<typeof zh> = {
  functions: {
    title: 'Functions',
    go: 'Open: {name}',
    loading: 'Opening…',
    pick: 'Choose one on the left',
    name: {
      inbox: 'Waiting for me', duty: 'Duty', hazards: 'Hazards', plans: 'Plans', forces: 'Forces', supplies: 'Supplies', alerts: 'Warnings',
      dispatch: 'Dispatch', conferences: 'Conferences', monitoring: 'Monitoring', release: 'Release', opinion: 'Public opinion', figures: 'Figures',
    },
    short: {
      inbox: 'To do', duty: 'Duty', hazards: 'Hazard', plans: 'Plans', forces: 'Forces', supplies: 'Stores', alerts: 'Warn', dispatch: 'Disp.', conferences: 'Conf.', monitoring: 'Watch', release: 'Public', opinion: 'Opin.', figures: 'Figures',
    },
    also: {
      inbox: 'todo inbox', duty: 'roster shift handover roll call log report', hazards: 'risk', plans: 'response task', forces: 'teams', supplies: 'depot', alerts: 'warning',
      dispatch: 'alarm incident order', conferences: 'meeting', monitoring: 'video', release: 'loss', opinion: 'news', figures: 'statistics',
    },
  },
}
export default wording
