import { expect, test } from 'vitest'

import { stepOf, trendLines } from '@/wall/scenes/trend'

const FRAME = { width: 640, height: 230, left: 44, foot: 30 }
const month = (n: number, value: number | null, before: number | null) => ({ first: `2026-${String(n).padStart(2, '0')}-01`, last: `2026-${String(n).padStart(2, '0')}-28`, value, before, future: value === null })

test('months to come end this year’s line and not last year’s', () => {
  const drawn = trendLines([month(1, 10, 20), month(2, 5, 15), month(3, null, 12)], FRAME)
  expect(drawn.now.split(' ')).toHaveLength(2)
  expect(drawn.before.split(' ')).toHaveLength(3)
  expect(drawn.ends).toEqual([{ x: 342, y: expect.any(Number), value: 5 }])
  expect(drawn.months.map((one) => one.word)).toEqual(['1', '2', '3'])
})

test('the greatest value lies in the frame under a round mark, nothing at all lies on the ground', () => {
  for (const most of [0, 1, 3, 4, 5, 17, 42, 99, 500, 12_345]) {
    const step = stepOf(most)
    expect(step * 4).toBeGreaterThanOrEqual(most)
    const drawn = trendLines([month(1, most, 0), month(2, 0, null)], FRAME)
    expect(drawn.marks.length).toBeLessThanOrEqual(5)
    expect(drawn.marks.at(-1)!.value).toBeGreaterThanOrEqual(most)
    for (const spot of drawn.now.split(' ')) {
      const y = Number(spot.split(',')[1])
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(FRAME.height - FRAME.foot)
    }
  }
})
