/** Figures → what a chart draws. Grey for what is, dashes for the year before, one colour for what is over its goal. Pure. */
import type { components } from '@/api/schema'

type TrendPoint = components['schemas']['TrendPoint']

export interface Ink {
  text: string
  quiet: string
  line: string
  alarm: string
}
export interface Bar {
  code: string
  name: string
  value: number | null
  before?: number | null
  /** Over its goal, or higher where less is wanted. */
  wrong?: boolean
}
export interface Size {
  font: number
  stroke: number
}
export const DESK: Size = { font: 12, stroke: 2 }

const short = (first: string, step: 'day' | 'month'): string => (step === 'month' ? `${Number(first.slice(5, 7))}月` : `${Number(first.slice(5, 7))}-${first.slice(8)}`)
const numbers = (points: readonly TrendPoint[], key: 'value' | 'before'): Array<number | null> => points.map((one) => one[key])

/** A line by days or months, last year's under it in dashes; what has not begun has no point. */
export function trendOption(points: readonly TrendPoint[], step: 'day' | 'month', ink: Ink, said: { now: string; before: string }, value: (n: number) => string, goal: number | null = null, size: Size = DESK): object {
  const base = { type: 'line', symbol: 'circle', symbolSize: size.stroke * 2.5, showSymbol: points.length < 40, connectNulls: false }
  return {
    animation: false,
    textStyle: { fontSize: size.font },
    grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', confine: true, renderMode: 'richText', valueFormatter: (n: number | null) => (n === null || n === undefined ? '—' : value(n)) },
    xAxis: axis({ type: 'category', data: points.map((one) => short(one.first, step)), boundaryGap: points.length < 2 }, ink, size),
    yAxis: axis({ type: 'value', minInterval: 1, axisLabel: { formatter: value } }, ink, size),
    series: [
      { ...base, name: said.before, data: numbers(points, 'before'), showSymbol: false, lineStyle: { color: ink.quiet, width: size.stroke, type: 'dashed' }, itemStyle: { color: ink.quiet } },
      {
        ...base, name: said.now, data: numbers(points, 'value'), lineStyle: { color: ink.text, width: size.stroke + 0.5 }, itemStyle: { color: ink.text },
        ...(goal === null ? {} : { markLine: { symbol: 'none', silent: true, label: { show: false }, lineStyle: { color: ink.alarm, type: 'dotted', width: size.stroke }, data: [{ yAxis: goal }] } }),
      },
    ],
  }
}

/** Lying bars, the greatest on top, last year's thin behind each. */
export function barsOption(bars: readonly Bar[], ink: Ink, said: { now: string; before: string }, value: (n: number) => string, size: Size = DESK): object {
  const rows = [...bars].reverse()
  const before = rows.some((one) => one.before !== undefined && one.before !== null)
  return {
    animation: false,
    textStyle: { fontSize: size.font },
    grid: { left: 8, right: size.font * 5, top: 4, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', axisPointer: { type: 'none' }, confine: true, renderMode: 'richText', valueFormatter: (n: number | null) => (n === null || n === undefined ? '—' : value(n)) },
    xAxis: { type: 'value', show: false },
    yAxis: axis({ type: 'category', data: rows.map((one) => one.name), axisTick: { show: false }, axisLine: { show: false } }, ink, size),
    series: [
      ...(before ? [{ type: 'bar', name: said.before, data: rows.map((one) => one.before ?? null), barWidth: size.stroke * 2, itemStyle: { color: ink.line }, barGap: '20%' }] : []),
      {
        type: 'bar', name: said.now, barWidth: size.stroke * 5, cursor: 'pointer',
        data: rows.map((one) => ({ value: one.value, itemStyle: { color: one.wrong ? ink.alarm : ink.quiet } })),
        label: { show: true, position: 'right', color: ink.text, fontSize: size.font, formatter: (of: { value: number | null }) => (of.value === null || of.value === undefined ? '—' : value(of.value)) },
      },
    ],
  }
}

function axis(given: Record<string, unknown>, ink: Ink, size: Size): object {
  const label = (given.axisLabel ?? {}) as object
  return {
    axisTick: { show: false }, axisLine: { lineStyle: { color: ink.line } }, splitLine: { lineStyle: { color: ink.line, width: 1, opacity: 0.6 } },
    ...given, axisLabel: { color: ink.quiet, fontSize: size.font, ...label },
  }
}
