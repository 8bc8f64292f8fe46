import { expect, test } from 'vitest'

import { changesOf, clashesFrom, groupOf, lastChange, rebase, settle, shown, touch, type Fields } from '@/desk/incident/merge'

const fields = (change: Partial<Fields> = {}): Fields => ({ type: '11G01', place: '良口镇', lon: 113.77, lat: 23.74, text: '山脚明火', ...change })

test('another officer changes the place while I write the text: both stay', () => {
  const mine = touch({}, fields(), 'text', '山脚明火,一人被困')
  const now = fields({ place: '良口镇石明村' })
  const merged = rebase(mine, now)
  expect(merged.clashing).toEqual([])
  expect(shown(merged.edits, now)).toEqual(fields({ place: '良口镇石明村', text: '山脚明火,一人被困' }))
  expect(changesOf(merged.edits)).toEqual({ text: { from: '山脚明火', to: '山脚明火,一人被困' } })
})

test('the same field changed by both clashes, and mine is not lost', () => {
  const mine = touch({}, fields(), 'place', '石明村委')
  const now = fields({ place: '石明村山脚' })
  const merged = rebase(mine, now)
  expect(merged.clashing).toEqual(['place'])
  expect(shown(merged.edits, now).place).toBe('石明村委')
  expect(settle(merged.edits, now, 'place', 'theirs')).toEqual({})
  const kept = settle(merged.edits, now, 'place', 'mine')
  expect(kept).toEqual({ place: { from: '石明村山脚', to: '石明村委' } })
  expect(rebase(kept, now).clashing).toEqual([])
})

test('both wrote the same: nothing is left to do', () => {
  expect(rebase(touch({}, fields(), 'place', '石明村'), fields({ place: '石明村' }))).toEqual({ edits: {}, clashing: [] })
})

test('typing a word and deleting it again changes nothing', () => {
  const once = touch({}, fields(), 'place', '良口镇东')
  expect(touch(once, fields(), 'place', '良口镇')).toEqual({})
})

test('my base is what I saw when I began, not what came later', () => {
  const begun = touch({}, fields(), 'place', '石')
  const later = touch(begun, fields({ place: '别处' }), 'place', '石明村')
  expect(later.place).toEqual({ from: '良口镇', to: '石明村' })
})

test('a position is kept or given up whole', () => {
  const mine = touch(touch({}, fields(), 'lon', 113.8), fields(), 'lat', 23.8)
  const now = fields({ lon: 113.9 })
  expect(rebase(mine, now).clashing).toEqual(['lon'])
  expect(groupOf('lat')).toBe('position')
  expect(settle(mine, now, 'position', 'theirs')).toEqual({})
  expect(settle(mine, now, 'position', 'mine')).toEqual({ lon: { from: 113.9, to: 113.8 }, lat: { from: 23.74, to: 23.8 } })
})

test('the refusal of the centre is read with both values and the name', () => {
  const holder = { fields: [{ field: 'place', yours: '甲', theirs: '乙', by: '陈班长', at: '2026-11-22T01:00:00+08:00' }] }
  expect(clashesFrom(holder)).toEqual([{ field: 'place', mine: '甲', theirs: '乙', by: '陈班长', at: '2026-11-22T01:00:00+08:00' }])
  expect(clashesFrom(null)).toEqual([])
})

test('the history says who saved a field last', () => {
  const edits = [
    { field: 'place', at: '2026-11-22T01:00:00+08:00', by_name: '王值班' },
    { field: 'place', at: '2026-11-21T18:00:00Z', by_name: '陈班长' },
    { field: 'text', at: '2026-11-22T03:00:00+08:00', by_name: '李' },
  ]
  expect(lastChange(edits, 'place')).toEqual({ by: '陈班长', at: '2026-11-21T18:00:00Z' })
  expect(lastChange(edits, 'type')).toBeNull()
})
