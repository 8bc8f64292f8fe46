/** The screen's own colours, as its style sheet has them. */
import type { Ink } from './options'

export function cssInk(element: Element): Ink {
  const style = getComputedStyle(element)
  const colour = (name: string, other: string): string => style.getPropertyValue(name).trim() || other
  return { text: colour('--text', '#e8f0f7'), quiet: colour('--text-2', '#9fb3c4'), line: colour('--line', '#223244'), alarm: colour('--urgent', '#f2b84b') }
}
