/** Where each window of the desk stood, kept on this computer, so that one press brings them back after a restart. */
import { PANES, type Pane } from './presence'

export interface Frame {
  x: number
  y: number
  width: number
  height: number
}
/** Windows that belong to the desk besides the main one, and where they last stood. */
export interface Layout {
  open: Pane[]
  frames: Partial<Record<Pane, Frame>>
}
export const EMPTY: Layout = { open: [], frames: {} }
const STORE = 'ecc.desk.windows'
/** Smaller is a window somebody folded away; it would come back unusable. */
const LEAST = { width: 480, height: 360 }

const whole = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

function frameOf(value: unknown): Frame | null {
  const frame = value as Frame | undefined
  if (!frame || ![frame.x, frame.y, frame.width, frame.height].every(whole)) return null
  return { x: frame.x, y: frame.y, width: Math.max(LEAST.width, frame.width), height: Math.max(LEAST.height, frame.height) }
}

/** Reads what was kept; anything strange is as if nothing was kept. */
export function readLayout(text: string | null): Layout {
  try {
    const kept = JSON.parse(text ?? '{}') as { open?: unknown; frames?: Record<string, unknown> }
    const frames: Layout['frames'] = {}
    for (const pane of PANES) {
      const frame = frameOf(kept.frames?.[pane])
      if (frame) frames[pane] = frame
    }
    return { open: PANES.filter((pane) => Array.isArray(kept.open) && kept.open.includes(pane)), frames }
  } catch {
    return EMPTY
  }
}

export function load(): Layout {
  return readLayout(localStorage.getItem(STORE))
}
export function keep(change: (layout: Layout) => Layout): void {
  localStorage.setItem(STORE, JSON.stringify(change(load())))
}

/** `window.open`'s third argument. `popup` makes a window of its own instead of a tab. */
export function features(frame: Frame | undefined): string {
  if (!frame) return 'popup,width=1280,height=800'
  return `popup,left=${frame.x},top=${frame.y},width=${frame.width},height=${frame.height}`
}

/** What this window shows: its own pane, or all that no other window shows. */
export function shown(own: Pane | null, elsewhere: readonly Pane[]): Pane[] {
  return own !== null ? [own] : PANES.filter((pane) => !elsewhere.includes(pane))
}

export function paneOf(search: string): Pane | null {
  const asked = new URLSearchParams(search).get('pane')
  return PANES.find((pane) => pane === asked) ?? null
}
