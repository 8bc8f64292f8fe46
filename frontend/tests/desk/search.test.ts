import { beforeAll, describe, expect, it } from 'vitest'

import { areasIn } from '@/desk/entry/places'
import { distance, nearest } from '@/desk/search/match'
import { loadSpelling, spelling } from '@/desk/search/spelling'

const AREAS = [
  ['4401', '广州市', '44'], ['440106', '天河区', '4401'], ['440117', '从化区', '4401'], ['440118', '增城区', '4401'],
  ['440117104', '良口镇', '440117'], ['440117001', '街口街道', '440117'], ['440106012', '新塘街道', '440106'], ['440118100', '新塘镇', '440118'], ['440118101', '派潭镇', '440118'],
].map(([code, name, parent]) => ({ code, name, parent, lon: null, lat: null }))

describe('areas named in an address', () => {
  it.each([
    ['良口镇', ['440117104']],
    ['从化良口', ['440117104']],
    ['从化区良口镇塘料村后山', ['440117104']],
    ['增城派潭', ['440118101']],
    ['街口街与河滨路口', ['440117001']],
    ['从化', ['440117']],
    ['增城新塘', ['440118100', '440106012']],
    ['新塘', ['440118100', '440106012']],
    ['中山路', []],
  ])('%s', (text, codes) => {
    expect(areasIn(text, AREAS).map((one) => one.area.code).sort()).toEqual([...codes].sort())
  })
  it('puts the town of the named district first', () => {
    expect(areasIn('增城新塘', AREAS)[0].path).toBe('增城区 新塘镇')
    expect(areasIn('天河新塘', AREAS)[0].path).toBe('天河区 新塘街道')
  })
})

describe('search by what is typed in a hurry', () => {
  beforeAll(loadSpelling)
  const teams = ['从化区森林消防大队', '从化区三防抢险队', '增城区森林消防大队', '重庆支援队', 'G105养护队'].map((text, n) => ({ text, also: [`T${n}`], spelling: spelling(text) }))
  const found = (query: string): string[] => nearest(query, teams, (team) => ({ ...team, spelling: spelling(team.text) }), 9).map((team) => team.text)

  it.each([
    ['chqslxf', ['从化区森林消防大队']],
    ['zcq', ['增城区森林消防大队']],
    ['slxf', ['从化区森林消防大队', '增城区森林消防大队']],
    ['zengcheng', ['增城区森林消防大队']],
    ['三防', ['从化区三防抢险队']],
    ['从森消', ['从化区森林消防大队']],
    ['t1', ['从化区三防抢险队']],
    ['从化 森林', ['从化区森林消防大队']],
    ['cqzyd', ['重庆支援队']],
    ['g105', ['G105养护队']],
    ['xyz', []],
  ])('%s', (query, names) => expect(found(query)).toEqual(names))

  it('puts a name before a code, a code before initials', () => {
    const words = (text: string, ...also: string[]) => ({ text, also, spelling: spelling(text) })
    expect(distance('11g', words('森林火灾', '11G01'))!).toBeLessThan(distance('slhz', words('森林火灾'))!)
    expect(distance('森林', words('森林火灾'))!).toBeLessThan(distance('火灾', words('森林火灾'))!)
    expect(distance('0042', words('警情', 'A20261121-0042'))).not.toBeNull()
  })
})
