/** Wording of the guided catch-up after an outage. */
const wording = {
  catchup: {
    title: '补录(断网、停电期间的纸质记录)',
    hint: '照登记单逐条录入,发生和收到时间照纸面填;系统自动标“补录”,时限从这两个时间算起',
    kind: { alarm: '警情', note: '事件记事', leg: '队伍行动' },
    alarms: '逐条录入接警登记单:在右侧表单填写“发生时间”和“接报时间”,可能重复的警情会先列出来。',
    newAlarm: '录入一条警情',
    lateAlarms: '已补录的警情({n})',
    received: '接报 {at}',
    incident: '事件',
    team: '队伍',
    leg: '行动',
    choose: '请选择',
    occurred: '发生时间',
    heard: '收到时间',
    enter: '补录这一条',
    done: '本席位已补录 {n} 条',
    missing: { incident: '请选择事件', team: '请选择队伍', leg: '请选择行动', text: '请写明情况', saidBy: '请填写报告人', times: '请填写时间', order: '收到时间不能早于发生时间' },
  },
}
export default wording
