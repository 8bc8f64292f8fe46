import type { Wording } from '.'
import type zh from './devices.zh-CN'

const words: Wording<typeof zh> = {
  devices: {
    tool: 'Device', title: 'Devices and commands', find: 'Name or id', none: 'No such device', waiting: 'Waiting for a second person',
    ago: '{span} ago', never: 'never', seconds: '{n} s', untilNow: 'now', bindings: 'Bindings', understandsNone: 'This device takes no commands',
    stuck: 'The position has not changed by a digit for long: check it',
    tell: '“{name}”: {what}', send: 'Send', askSecond: 'Ask for approval', holdTo: 'Hold 1.5 s: {what}',
    needsSecond: 'Goes out only when a second person agrees; the reason is kept.',
    why: 'Reason', whyNeeded: 'required', whyOptional: 'optional', because: 'Reason: {why}',
    approve: 'Approve and send', refuse: 'Refuse', takeBack: 'Take back', takenBack: 'taken back', approvedBy: 'approved by {name}', refusedBy: 'refused by {name}',
    pick: 'Pick on the map', picking: 'Press on the map…', flightOf: 'Flight {n}',
    lost: 'Lost or stolen', lostMeans: 'At once: its positions are not believed, its credential is void, what is queued is dropped. Register it anew when it is found.', revoke: 'revoke',
    fact: { battery: 'Battery', link: 'Link', heard: 'Last heard', every: 'Interval', model: 'Model', firmware: 'Firmware', id: 'Id' },
    state: {
      asked: 'needs a second person', issued: 'queued', sent: 'sent', accepted: 'accepted by the device', done: 'done', failed: 'failed',
      timed_out: 'no answer', expired: 'expired', refused: 'refused',
    },
    kind: {
      locate: 'Ask for position', text: 'Send text', tts: 'Speak', tts_stop: 'Stop speaking', group: 'Change group', disable: 'Disable radio', enable: 'Enable radio',
      live_start: 'Start live', live_stop: 'Stop live', live_quality: 'Live quality', live_lens: 'Change lens',
      authority_grab: 'Take flight control', payload_authority_grab: 'Take payload control', takeoff_to_point: 'Take off to point', fly_to_point: 'Fly to point',
      fly_to_point_stop: 'Stop flying to point', return_home: 'Return home', return_home_cancel: 'Cancel return', flight_prepare: 'Prepare route', flight_execute: 'Fly route',
      flight_pause: 'Pause route', flight_recovery: 'Resume route', flight_undo: 'Cancel route', property: 'Set property',
      dock_debug_on: 'Enter remote debugging', dock_debug_off: 'Leave remote debugging', dock_open: 'Open cover', dock_close: 'Close cover', live_camera: 'Change dock camera',
      drc_enter: 'Enter live control', drc_exit: 'Leave live control', drc_stick: 'Nudge',
      autopilot_return: 'Autopilot: return', autopilot_hold: 'Autopilot: hold', autopilot_land: 'Autopilot: land here',
      write: 'Write a value', rpc: 'Call a method', task: 'Give a task', vendor: 'Vendor command',
    },
    field: {
      text: 'Text', times: 'Times', group: 'Group', point: 'Target', height: 'Height, ellipsoid (m)', speed: 'Speed (m/s)', takeoff_height: 'Take-off height (m)',
      quality: 'Quality', lens: 'Lens', url: 'Route file address', md5: 'MD5 of the file', rth_height: 'Return height (m)', run: 'Flight', name: 'Property', value: 'Value',
      side: 'Camera', x: 'Forward (m/s)', y: 'Right (m/s)', h: 'Up (m/s)', w: 'Clockwise (°/s)',
      target: 'Point or capability', setting: 'Value', method: 'Method', argument: 'Argument', template: 'Command name',
    },
    quality: { 0: 'auto', 1: 'smooth', 2: 'standard', 3: 'high', 4: 'ultra' },
    lens: { normal: 'default', wide: 'wide', zoom: 'zoom', ir: 'infrared' },
    side: { inside: 'inside', outside: 'outside' },
    property: { height_limit: 'Height limit (m)', rth_altitude: 'Return height (m)', night_lights_state: 'Night lights (0 off 1 on)' },
    adapter: {
      dji: 'DJI Cloud', owntracks: 'OwnTracks phone', radio: 'Radio', field: 'Field page', osmand: 'OsmAnd/Traccar phone', traccar: 'Traccar forward',
      jt808: 'Vehicle terminal', tak: 'TAK (ATAK)', meshtastic: 'Meshtastic radio', thingsboard: 'Sensor', sparkplug: 'Sparkplug B',
      sensorthings: 'SensorThings', odid: 'Remote ID', mavlink: 'MAVLink', gb28181: 'GB/T 28181 platform', mapped: 'Mapped', homie: 'Homie',
    },
  },
}

export default words
