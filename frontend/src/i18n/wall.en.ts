import type zh from './wall.zh-CN'
import type { Wording } from './index'

const wording: Wording<typeof zh> = {
  wall: {
    title: 'Emergency command map',
  },
}
export default wording
