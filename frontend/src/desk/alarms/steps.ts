/** The clocks of verification – notify, look, judge, feed back: running, done, or late. */

export type StepKind = 'notify' | 'view' | 'verdict' | 'feedback'
export interface Step {
  kind: StepKind
  due_at: string
  done_at: string | null
  overdue: boolean
}
export type StepClock = { kind: StepKind; is: 'left' | 'over' | 'done' | 'done_late'; seconds: number }

/** The last fifth of the time is shown as pressing. */
export function clockOf(step: Step, nowMs: number): StepClock {
  const due = Date.parse(step.due_at)
  if (step.done_at !== null) {
    const late = step.overdue || Date.parse(step.done_at) > due
    return { kind: step.kind, is: late ? 'done_late' : 'done', seconds: Math.round((Date.parse(step.done_at) - due) / 1000) }
  }
  const seconds = Math.round((due - nowMs) / 1000)
  // Once told late it stays late, whatever this computer's clock says.
  return seconds >= 0 && !step.overdue ? { kind: step.kind, is: 'left', seconds } : { kind: step.kind, is: 'over', seconds: Math.max(0, -seconds) }
}

export function clocksOf(steps: readonly Step[] | undefined, nowMs: number): StepClock[] {
  return (steps ?? []).map((step) => clockOf(step, nowMs))
}

/** What a person may say was done by other means: told on the telephone, looked at by the ranger. */
export function markable(steps: readonly Step[] | undefined): Array<'notify' | 'view'> {
  return (steps ?? []).filter((step) => step.done_at === null).flatMap((step) => (step.kind === 'notify' || step.kind === 'view' ? [step.kind] : []))
}

export const owes = (steps: readonly Step[] | undefined, kind: StepKind): boolean => (steps ?? []).some((step) => step.kind === kind && step.done_at === null)

/** The one clock a row has room for: what is late longest, else what is due next. */
export function pressing(steps: readonly Step[] | undefined, nowMs: number): StepClock | null {
  const open = clocksOf(steps, nowMs).filter((one) => one.is === 'over' || one.is === 'left')
  const over = open.filter((one) => one.is === 'over').sort((a, b) => b.seconds - a.seconds)
  return over[0] ?? open.sort((a, b) => a.seconds - b.seconds)[0] ?? null
}
