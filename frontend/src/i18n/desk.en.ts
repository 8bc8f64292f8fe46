import type zh from './desk.zh-CN'
import type { Wording } from './index'

const wording: Wording<typeof zh> = {
  desk: {
    title: 'Emergency command map',
  },
}
export default wording
