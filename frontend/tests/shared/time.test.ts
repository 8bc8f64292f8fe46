import { expect, test } from 'vitest'

import { span } from '@/shared/time'

test('what takes a day and more is said in days and hours, what is shorter to the second', () => {
  expect([0, 42, 3725, 86_399, 86_400, 143 * 3600 + 58 * 60 + 44].map(span)).toEqual(['00:00', '00:42', '1:02:05', '23:59:59', '1 天', '5 天 23 小时'])
  document.documentElement.lang = 'en'
  expect(span(90_000)).toBe('1 d 1 h')
  document.documentElement.lang = 'zh-CN'
})
