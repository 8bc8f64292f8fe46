import { describe, expect, it } from 'vitest'
import { loads, type Store } from '@/desk/dossier/wire'

const tank = (code: string, content: string, un: string, held: number | null): Store => ({ id: 1, code, kind: 'tank', content, substance: null, un, capacity: null, held, unit: '吨', state: '', lon: null, lat: null })

describe('what a plant holds', () => {
  it('is one line per substance, the most of it first, whatever the plant calls it', () => {
    const found = loads([tank('a', '甲醇', '1230', 5), tank('b', '苯乙烯', '2055', 30), tank('c', 'SM', '2055', 20), tank('d', '阻聚剂', '', null)])
    expect(found.map((one) => [one.content, one.tanks, one.held])).toEqual([['苯乙烯', 2, 50], ['甲醇', 1, 5], ['阻聚剂', 1, 0]])
  })
})
