/** Wording of 待我处理. */
const wording = {
  inbox: {
    empty: '没有待办事项',
    failed: '待办事项暂时读不到',
    left: '剩 {left}',
    over: '超时 {left}',
    waits: '已等 {left}',
    kind: { order: '指令', call: '叫应', approval: '审批', handover: '交接班', swap: '调班', response: '应急响应', task: '任务' },
    title: {
      order_given: '{unit} 未回复:{task}',
      order_mine: '请签收指令:{task}',
      call_officer: '{name} 叫应未通,请人工接管',
      call_taken: '您接管的叫应:{name}',
      approval: '{name} 请批:{what}',
      handover_give: '向{name}交班,请签字',
      handover_take: '接{name}的班,请签字',
      response_start: '请批{family}{level}响应:{why}',
      response_upgrade: '请批{family}响应升至{level}:{why}',
      response_downgrade: '请批{family}响应降至{level}:{why}',
      response_end: '请批终止{family}{level}响应:{why}',
      response_paper: '{name}口头批准的{family}{level}响应,待补书面手续',
      task_mine: '请办理:{title}',
      task_fed_back: '请核实:{title}({name})',
      task_rejected: '被退回,请改派:{title}({name})',
      swap: '{role}调班:{from} → {to}',
    },
  },
}
export default wording
