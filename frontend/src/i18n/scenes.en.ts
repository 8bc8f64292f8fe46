import type { Wording } from '.'
import type zh from './scenes.zh-CN'

const wording: Wording<typeof zh> = {
  scenes: {
    failed: 'No news at the moment; this is the last answer',
    plans: { title: 'Plans and responses', inForce: '{n} responses in force', proposed: 'awaits approval', since: 'since {at}', none: 'No response in force', tasks: 'Tasks', done: 'tasks done', overdue: 'overdue', late: '{n} overdue' },
  },
}
export default wording
