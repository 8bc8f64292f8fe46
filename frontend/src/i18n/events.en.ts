import type { Wording } from '.'
import type zh from './events.zh-CN'

const wording: Wording<typeof zh> = {
  events: {
    kind: { hazard_rejected: 'Judged no hazard', hazard_returned: 'Hazard sent back to be put right', hazard_verified: 'Hazard seen to be right', hazard_closed: 'Hazard closed', hazard_supervised: 'Hazard listed for supervision', fire_point_checked: 'Checked in at a point', fire_point_overdue: 'Check-point overdue', patrol_checked: 'Patrol passed a point', relay_laid: 'Pump relay laid', relay_ended: 'Pump relay taken up', fire_handover_signed: 'Fire handed over', fire_handover_voided: 'Rekindled: hand-over void', incident_opened: 'Incident opened', alert_answered: 'What is done about a warning', alert_proposal_left: 'Proposed warning settled', incident_entered: 'Incident moved here', incident_closed: 'Incident closed', check_opened: 'Safety checks begin', danger_entered: 'Danger area entered', danger_exited: 'Danger area left', danger_left: 'Danger area ended', evacuation_ordered: 'Evacuation ordered', evacuation_arrived: 'Counted in a shelter', evacuation_departed: 'Left home', evacuation_struck: 'A line struck out', evacuation_late: 'Evacuation overdue', evacuation_moved: 'Evacuation moved with the incident', evacuation_returned: 'Home again', response_overdue: 'Paper of a spoken approval overdue', response_papered: 'Paper filed', footage_kept: 'Footage kept' },
    table: {
      hazard: 'Hazard', risk_unit: 'Risk unit',
      support_request: 'Support request', expert_call: 'Expert', consultation: 'Consultation', weather_process: 'Weather process', review: 'Review', expert: 'Expert', mutual_aid: 'Mutual aid',
      fire_board: 'Fire danger board', fire_point: 'Fire check-point', patrol: 'Patrol', relay: 'Pump relay', fire_handover: 'Fire hand-over', fire_danger: 'Fire danger', danger_demand: 'Danger demand', period_floor: 'Period demand', point_kind: 'Kind of point', relief_case: 'Relief case',
      alarm: 'Alarm', incident: 'Incident', unit: 'Team', assignment: 'Assignment', order: 'Order', call: 'Call', phone_call: 'Phone', talk_group: 'Talk group', burst: 'Talk',
      check: 'Safety check', roll_call: 'Roll call', danger: 'Danger area', plot: 'Plot', fence: 'Fence', fence_crossing: 'Fence', presse: 'One press', broadcast: 'Broadcast', conference: 'Conference',
      conference_leg: 'Conference', decision: 'Decision', drill: 'Drill', drill_plan: 'Drill plan', exercise: 'Exercise', post: 'Standby post', vehicle: 'Vehicle', subject: 'Tracked object', wall: 'Wall', seat: 'Seat',
      supply_request: 'Supplies', reinforcement: 'Reinforcement', approval: 'Approval', link: 'Picture', layer: 'Layer', feed: 'Feed', case: 'Case', channel: 'Channel', phone_line: 'Line',
      talk_act: 'Override', standby: 'Standby', saved_scene: 'Scene', conference_roll_call: 'Roll call', stream: 'Video',
      alert: 'Warning', alert_proposal: 'Proposed warning', basemap: 'Basemap', command: 'Command', conference_recording: 'Conference recording', contact: 'Contact', duty_board: 'Duty',
      duty_log: 'Duty log', duty_roll_call: 'Roll call', duty_roster: 'Roster', duty_shift: 'Shift', duty_swap: 'Swap', dossier: 'Dossier', dossier_paper: 'Dossier paper', evacuation: 'Evacuation',
      feature_export: 'Layer export', feature_sheet: 'Layer import', footage: 'Footage', footage_part: 'Footage part', handover: 'Hand-over',
      incident_hold: 'Hold', info_report: 'Report', instruction: 'Instruction', nil_report: 'Nil report', person: 'Person', plot_sign: 'Plot sign',
      reporting: 'Report clocks', response: 'Response', ruling: 'Authority', session: 'Session', special_period: 'Special period', task: 'Task',
      task_set: 'Task list', terminal: 'Terminal', token: 'Token', track_export: 'Track export', vulnerable: 'Vulnerable person',
    },
    verb: {
      ranked: 'ranked', assigned: 'handed over', begun: 'work begun', fixed: 'put right', relapsed: 'came back', retired: 'retired',
      opined: 'gave an opinion', solved: 'decision done', redrafted: 'drawn anew', recommended: 'recommended',
      checked: 'checked', laid: 'laid', voided: 'void',
      raised: 'raised', repeated: 'repeated', merged: 'merged', acknowledged: 'acknowledged', verified: 'verified', reopened: 'reopened', cleared: 'cleared', shelved: 'shelved', unshelved: 'unshelved',
      escalated: 'escalated', overdue: 'overdue', step_done: 'step done', changed: 'changed', entered: 'entered', left: 'left', opened: 'opened', written: 'note', struck: 'struck', attached: 'file',
      guarded: 'guard over', closed: 'closed', moved: 'moved', restored: 'restored', registered: 'registered', planned: 'planned', accepted: 'accepted', en_route: 'en route', arrived: 'arrived', working: 'working',
      leaving: 'leaving', back: 'back', released: 'released', issued: 'issued', sent: 'sent', delivered: 'delivered', read: 'read', refused: 'refused', expired: 'expired', cancelled: 'cancelled', answered: 'answered',
      advanced: 'advanced', requested: 'requested', approved: 'approved', consented: 'consented', ordered: 'ordered', returned: 'returned', heard: 'heard', lost: 'lost', started: 'started', completed: 'completed',
      marked: 'marked', exited: 'left', called: 'called', failed: 'failed', stepped: 'next step', covered: 'covered', taken: 'taken over', retried: 'retried', linked: 'linked', stopped: 'stopped',
      progressed: 'progress', listed: 'listed', ended: 'ended', aborted: 'aborted', missed: 'missed', recorded: 'recorded', joined: 'joined', parted: 'parted', muted: 'muted', swept: 'swept',
      asked: 'asked', done: 'done', confirmed: 'pressed', counted: 'progress', undone: 'undone', corrected: 'corrected', given: 'given', used: 'used', silenced: 'silenced', added: 'added', reported: 'reported',
      reserved: 'reserved', back_ordered: 'back-ordered', picked: 'picked', shipped: 'shipped', received: 'received', settled: 'settled', papered: 'papered', shared: 'shared', recording: 'recording', minuted: 'minuted',
      decided: 'decided', switched: 'switched', provider_down: 'down', provider_up: 'up', talk_group: 'to a talk group', invited: 'invited', ringing: 'ringing', left_room: 'left the room', declined: 'declined',
      acked: 'acknowledged', made: 'made', drawn: 'drawn', locked: 'locked', removed: 'removed', imported: 'imported', noted: 'noted', crossed: 'crossed', undo: 'undone',
      chosen: 'chosen', created: 'created', departed: 'left home', downgraded: 'downgraded', drafted: 'drafted', dropped: 'dropped',
      extended: 'extended', fed_back: 'fed back', filled: 'filled in', finished: 'finished', flagged: 'flagged', handed: 'handed over',
      hinted: 'may end', in_progress: 'in progress', kept: 'kept', late: 'late', loaded: 'loaded', measured: 'progress reported', met: 'met',
      placed: 'placed', dismissed: 'dismissed', over: 'values back', posted: 'posted', proposed: 'proposed', published: 'published', purged: 'purged', reassigned: 'reassigned',
      regraded: 'regraded', rejected: 'rejected', reminded: 'reminded', resumed: 'resumed', returning: 'return approved', revealed: 'revealed',
      reviewed: 'reviewed', revoked: 'revoked', saved: 'saved', sent_back: 'sent back', shown: 'shown', signed: 'signed', submitted: 'submitted',
      summed: 'summed up', superseded: 'superseded', supervised: 'supervised', taken_over: 'taken over', test_mode: 'test mode',
      timed_out: 'timed out', turned: 'turned', updated: 'updated', upgraded: 'upgraded', urged: 'urged', withdrawn: 'withdrawn', broken: 'broken off', found: 'found', injected: 'injected', paused: 'paused', readied: 'handed over',
    },
  },
}
export default wording
