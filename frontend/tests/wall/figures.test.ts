import { expect, it } from 'vitest'

import { Board } from '@/live/board'
import { Picture } from '@/live/positions'
import { countFigures } from '@/wall/useFigures'

it('counts nothing of an exercise', () => {
  const board = new Board()
  const team = (id: number, x: number | null) => ({ id, headcount: 30, x })
  board.load([
    {
      epoch: 'e', heads: {}, at: '', scope: 'area:4401', limits: {},
      state: {
        units: { 1: team(1, null), 2: team(2, 9) },
        subjects: { 1: { id: 1, every: null, x: null }, 2: { id: 2, every: null, x: 9 } },
        incidents: { 5: { id: 5, phase: 'opened', x: 9 }, 6: { id: 6, phase: 'opened', x: null }, 7: { id: 7, phase: 'closed', x: null } },
      },
    },
  ])
  const figures = countFigures({ board, picture: new Picture() } as never, 0)
  expect(figures).toMatchObject({ teams: 1, people: 30, subjects: 1, open: 1 })
})
