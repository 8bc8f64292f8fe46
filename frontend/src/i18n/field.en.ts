import type zh from './field.zh-CN'
import type { Wording } from './index'

const wording: Wording<typeof zh> = {
  field: {
    title: 'Emergency command map',
  },
}
export default wording
