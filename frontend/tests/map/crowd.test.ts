import { expect, test } from 'vitest'
import { crowdSize } from '@/map/unitsLayer'

const WALL = 1920 * 1080

test('a city on duty is drawn at full size', () => {
  expect(crowdSize(0, WALL)).toBe(1)
  expect(crowdSize(405, WALL)).toBe(1)
  expect(crowdSize(405, 900 * 600)).toBe(1)
})

test('the more stand in the view, the smaller they are, down to a dot', () => {
  const sizes = [500, 2000, 5000, 22_000, 500_000].map((units) => crowdSize(units, WALL))
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  expect(sizes.at(-1)).toBe(0.4)
})

test('a few who come and go change nothing', () => {
  expect(crowdSize(5000, WALL)).toBe(crowdSize(5020, WALL))
})
