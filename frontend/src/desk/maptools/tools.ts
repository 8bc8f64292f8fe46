/** The tools beside the desk's map. A new one is a component and a line here. */
import { type Component, defineAsyncComponent, shallowRef } from 'vue'

export interface MapTool {
  key: string
  /** One Chinese character or two: it is read under pressure, an icon is guessed at. */
  label: string
  /** i18n key of its title. */
  title: string
  /** Needs this verb, if any. */
  verb?: string
  panel: Component
}

export const TOOLS: MapTool[] = [
  { key: 'layers', label: 'layers.tool', title: 'layers.title', panel: defineAsyncComponent(() => import('../layers/LayersPanel.vue')) },
  { key: 'basemap', label: 'basemap.tool', title: 'basemap.title', panel: defineAsyncComponent(() => import('../basemap/BasemapPanel.vue')) },
  { key: 'feeds', label: 'feeds.tool', title: 'feeds.title', panel: defineAsyncComponent(() => import('../feeds/FeedsPanel.vue')) },
  { key: 'plots', label: 'plots.label', title: 'plots.title', verb: 'plot.draw', panel: defineAsyncComponent(() => import('../plots/PlotTool.vue')) },
  { key: 'fences', label: 'fences.tool', title: 'fences.title', panel: defineAsyncComponent(() => import('../fences/FenceTool.vue')) },
  { key: 'around', label: 'around.tool', title: 'around.title', panel: defineAsyncComponent(() => import('../analysis/AnalysisTool.vue')) },
  { key: 'video', label: 'video.tool', title: 'video.title', panel: defineAsyncComponent(() => import('../video/VideoTool.vue')) },
  { key: 'devices', label: 'devices.tool', title: 'devices.title', panel: defineAsyncComponent(() => import('../devices/DevicesTool.vue')) },
  { key: 'coordinates', label: 'coordinates.label', title: 'coordinates.title', panel: defineAsyncComponent(() => import('./coordinates/CoordinateTool.vue')) },
  { key: 'measure', label: 'measure.label', title: 'measure.title', panel: defineAsyncComponent(() => import('./measure/MeasureTool.vue')) },
]

/** Key of the tool whose panel is open; one at a time. */
export const openTool = shallowRef<string | null>(null)
