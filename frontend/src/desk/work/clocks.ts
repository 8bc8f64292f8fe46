/** The three clocks of an order (下达 / 送达 / 签收) and how long the team still has. */

export interface OrderTimes {
  state: string
  issued_at: string
  due_at: string | null
  delivered_at: string | null
  accepted_at: string | null
  refused_at: string | null
}

export type Due = { is: 'answered' } | { is: 'none' } | { is: 'left' | 'over'; seconds: number }

const WAITING = new Set(['issued', 'sent', 'delivered', 'read'])

export function dueOf(order: OrderTimes, nowMs: number): Due {
  if (!WAITING.has(order.state)) return { is: 'answered' }
  if (!order.due_at) return { is: 'none' }
  const seconds = Math.round((Date.parse(order.due_at) - nowMs) / 1000)
  return seconds >= 0 ? { is: 'left', seconds } : { is: 'over', seconds: -seconds }
}

/** Seconds from issue to an instant, or null when it has not come. */
export function after(order: OrderTimes, at: string | null): number | null {
  return at === null ? null : Math.max(0, Math.round((Date.parse(at) - Date.parse(order.issued_at)) / 1000))
}
