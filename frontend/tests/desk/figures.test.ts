import { describe, expect, it } from 'vitest'

import { barsOption, trendOption } from '@/desk/functions/figures/chart/options'
import { isWorse, sayChange, type Beside } from '@/desk/functions/figures/period'
import { chosen } from '@/desk/functions/figures/wire'
import en from '@/i18n/figures.en'
import zh from '@/i18n/figures.zh-CN'

const WORDS = { points: ' 个百分点', base: '上年同期为 0', same: '持平' }
const beside = (value: number | null, change: number | null, sign: Beside['sign'], why: Beside['why'] = ''): Beside => ({ value, change, sign, why })
const INK = { text: '#1', quiet: '#2', line: '#3', alarm: '#4' }
const SAID = { now: '本期', before: '上年同期' }
type Option = { series: Array<{ data: unknown[]; markLine?: unknown }>; yAxis: { data: string[] } }

describe('a number beside the year before', () => {
  it('says a rise as it says a fall, and no per cent of a base of nought', () => {
    expect([beside(41, -26.8, 'down'), beside(11, 27.3, 'up'), beside(0, null, 'up', 'no_base'), beside(null, null, 'none', 'nothing'), beside(4, 0, 'same')].map((one) => sayChange('count', one, WORDS))).toEqual(['↓26.8%', '↑27.3%', '上年同期为 0', '—', '持平'])
    expect(sayChange('share', beside(90, 1.2, 'up'), WORDS)).toBe('↑1.2 个百分点')
  })

  it('has a colour only in the direction that is no good', () => {
    expect([isWorse('up', beside(1, 5, 'up')), isWorse('up', beside(1, -5, 'down')), isWorse('', beside(1, 5, 'up')), isWorse('down', beside(1, -5, 'down')), isWorse('up', beside(0, null, 'up', 'no_base'))]).toEqual([true, false, false, true, true])
  })
})

describe('charts of figures', () => {
  it('leave out what has not begun and draw the year before beside it', () => {
    const points = [{ first: '2026-11-01', last: '2026-11-30', value: 3, before: 5, future: false }, { first: '2026-12-01', last: '2026-12-31', value: null, before: 4, future: true }]
    const drawn = trendOption(points, 'month', INK, SAID, String, 2) as Option
    expect(drawn.series.map((one) => one.data)).toEqual([[5, 4], [3, null]])
    expect(drawn.series[1].markLine).toBeDefined()
  })

  it('put the greatest bar on top and colour what is over its goal alone', () => {
    const drawn = barsOption([{ code: 'a', name: '从化区', value: 9, wrong: true }, { code: 'b', name: '南沙区', value: 2 }], INK, SAID, String) as Option
    expect(drawn.yAxis.data).toEqual(['南沙区', '从化区'])
    expect(drawn.series[0].data).toEqual([{ value: 2, itemStyle: { color: '#2' } }, { value: 9, itemStyle: { color: '#4' } }])
  })
})

describe('the pages of 统计分析', () => {
  it('are told from figures by what is chosen', () => {
    expect([null, 'alarms', 'accidents:chem', 'accident:7', 'ledger', 'checked', 'reported:3'].map((one) => [chosen(one).kind, chosen(one).key, chosen(one).id, chosen(one).sector])).toEqual([
      ['overview', '', 0, ''], ['figure', 'alarms', 0, ''], ['figure', 'accidents', 0, 'chem'], ['ledger', 'ledger', 7, ''], ['ledger', 'ledger', 0, ''], ['checked', 'checked', 0, ''], ['reported', 'reported', 3, ''],
    ])
  })

  it('have every word in both languages', () => {
    const keys = (value: object, under = ''): string[] => Object.entries(value).flatMap(([key, one]) => (typeof one === 'object' ? keys(one as object, `${under}${key}.`) : [under + key])).sort()
    expect(keys(en)).toEqual(keys(zh))
  })
})
