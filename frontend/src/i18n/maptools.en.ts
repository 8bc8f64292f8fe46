import type { Wording } from './index'
import type zh from './maptools.zh-CN'

const en: Wording<typeof zh> = {
  maptools: {
    title: 'Map tools',
    close: 'Close',
  },
}
export default en
