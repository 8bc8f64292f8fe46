import type zh from './inbox.zh-CN'
import type { Wording } from '.'

const wording: Wording<typeof zh> = {
  inbox: {
    empty: 'Nothing waits for you',
    failed: 'The list cannot be read just now',
    left: '{left} left',
    over: '{left} late',
    waits: 'waiting {left}',
    kind: { order: 'Order', call: 'Call', approval: 'Approval', handover: 'Hand-over', swap: 'Swap', response: 'response', task: 'task', drill: 'Drill', report: 'Report', report_clock: 'Report due', instruction: 'Instruction' },
    title: {
      report_review: 'Please sign: {title}',
      report_signed: 'Signed, not sent: {title}',
      report_sent: 'Sent, no receipt yet: {title}',
      report_returned: 'Returned, put right: {title}',
      report_owed: '{what} due: {place} {number}',
      instruction: 'Feedback owed to {leader}: {text}',
      order_given: '{unit} has not answered: {task}',
      order_mine: 'Acknowledge the order: {task}',
      call_officer: '{name} is not reached, take it over',
      call_taken: 'Call in your hand: {name}',
      approval: '{name} asks for approval: {what}',
      handover_give: 'Sign your hand-over to {name}',
      handover_take: 'Sign for taking over from {name}',
      response_start: 'Approve {family} {level}: {why}',
      response_upgrade: 'Approve {family} up to {level}: {why}',
      response_downgrade: 'Approve {family} down to {level}: {why}',
      response_end: 'Approve the end of {family} {level}: {why}',
      response_paper: 'Paper owed for {family} {level}, verbal word of {name}',
      task_mine: 'To do: {title}',
      task_fed_back: 'To verify: {title} ({name})',
      task_rejected: 'Sent back: {title} ({name})',
      drill_approve: 'Approve the list: {title}',
      drill_start: 'Drill to start: {title}',
      drill_mark: '{n} to judge: {title}',
      drill_join: 'You take part: {title}',
      swap: '{role} swap: {from} → {to}',
    },
  },
}
export default wording
