import type { Wording } from '.'
import type zh from './video.zh-CN'

const video: Wording<typeof zh> = {
  video: {
    play: 'Play',
    tool: 'Video',
    title: 'Video',
    count: '{n}/9',
    all: 'All pictures',
    closeAll: 'Close all',
    close: 'Close',
    enlarge: 'Enlarge',
    toWall: 'To the wall',
    record: 'Record',
    recording: 'Recording',
    footage: {
      title: 'Recorded video',
      going: 'Recording',
      stopped: 'Stopped',
      failed: 'Failed',
      stop: 'Stop recording',
      part: 'Part {n}',
      swept: 'Deleted {at} after its term',
    },
    back: { title: 'Recordings', from: 'From', until: 'Until', look: 'Look', none: 'No recording in this span', pause: 'Pause', resume: 'Go on', rewind: 'Back {n} s', forward: 'On {n} s', stop: 'Stop' },
    find: 'Name or GB/T 28181 number',
    none: 'No stream is registered yet',
    noneFound: 'No stream matches',
    more: 'More',
    ptz: 'PTZ',
    speed: 'Speed',
    starting: 'Connecting…',
    failed: 'Cannot be reached, trying again',
    lost: 'Signal lost {age}',
    held: '{name} is moving this camera',
    heldTake: '{name} is moving this camera; you may take over',
    cannot: {
      h265: 'The camera sends H.265, which this browser cannot decode, and there is no H.264 sub-stream',
      mse: 'This browser cannot play this kind of stream',
      webrtc: 'This browser has no WebRTC',
    },
    kind: { camera: 'Camera', watchtower: 'Watchtower', body: 'Body-worn', uav: 'Drone', vehicle: 'Vehicle' },
    move: {
      up: 'Up', down: 'Down', left: 'Left', right: 'Right', upleft: 'Up left', upright: 'Up right', downleft: 'Down left', downright: 'Down right',
      stop: 'Stop', zoomin: 'Closer', zoomout: 'Wider',
    },
  },
}
export default video
