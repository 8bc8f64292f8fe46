/** What the sheets ask the centre for. */
import type { components } from '@/api/schema'

type Schemas = components['schemas']
export type ChannelWhole = Schemas['ChannelWhole']
export type Broadcast = Schemas['BroadcastWhole']
export type Preview = Schemas['Preview']
export type AreaPreview = Schemas['AreaPreview']
export type Drill = Schemas['DrillWhole']

/** 1234 分 as people read it. */
export function yuan(fen: number): string {
  return (fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}
/** Of what went out, how much arrived. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 100)
}
