/** A task on a phone: field page, towns' page, leader's phone. */
const wording = {
  taskCard: {
    title: '任务',
    state: { issued: '新任务', delivered: '新任务', read: '待接受', accepted: '已接受', in_progress: '办理中', fed_back: '已反馈', verified: '已核实', closed: '已办结', rejected: '已退回' },
    notSent: '待发',
    left: '剩 {span}',
    over: '逾期 {span}',
    due: '{at} 前办结',
    lead: '牵头 {name}',
    urged: '值班室已催办 {n} 次',
    evidence: '须附:{what}',
    said: '已反馈:{text}',
    accept: '接受',
    begin: '开始办理',
    feedBack: '反馈结果',
    feedHint: '办到什么程度、现场情况、还需要什么',
    reject: '退回',
    why: '为什么不能承办?',
    cancel: '取消',
    none: '没有待办任务',
  },
}
export default wording
