/** The functions' pages on the wall: read from five metres, so as short as it can be said. */
const wording = {
  scenes: {
    failed: '暂时取不到最新数据,以下为上次结果',
    alerts: { title: '预测预警', inForce: '{n} 条预警生效', waiting: '收到待处置', proposed: '建议发布', drafts: '制作中', until: '至 {at}' },
    role: { duty_leader: '带班领导', shift_chief: '值班长', duty_officer: '值班员', expert_seat: '专业席位' },
    duty: { title: '应急值守', none: '未排班', until: '至 {at}', over: '应于 {at} 交班', missing: '缺岗', calling: '点名应答', silent: '未报平安', matters: '交接事项', gaps: '排班空缺', log: '值班记事' },
    forces: { title: '应急队伍', all: '{teams} 支 {people} 人', ready: '可派队伍', people: '可派人数', working: '任务中', out: '不可派、失联', nobody: '无可派队伍', more: '等 {n} 处' },
    supplies: {
      title: '物资保障', waiting: '待批待调', picking: '备货', onTheWay: '在途', late: '超时', low: '库存不足', none: '没有在办的调拨', short: '低于底线或过期',
      state: { requested: '待批准', approved: '已批准', back_order: '缺货待调', reserved: '已预留', picked: '已备货', shipped: '在途', received: '已签收', settled: '已核销', returned: '已归还', cancelled: '已取消' },
    },
    conferences: { title: '会商一览', open: '进行中', people: '在会', in: '在会 {joined}/{all}', recording: '录制中', none: '当前没有会商' },
    figures: {
      title: '{year} 年统计', period: '{first} 至 {last} · 不含演练', yoy: '同比 {change}', points: ' 个百分点', base: '上年同期为 0', same: '持平', trend: '生产安全事故起数(虚线为上年)', goals: '年度目标', stages: '本月响应环节',
      name: { accidents: '生产安全事故', accident_deaths: '事故死亡', alarms: '接警', verified: '核实', responses: '启动响应', moved: '转移人数', ack_p50: '接警确认 P50', to_order_p50: '接警→下达 P50', accept_p50: '下达→签收 P50', arrive_p50: '签收→到场 P50', answered_rate: '指令应答率', reports_in_time: '报告及时率' },
    },
    monitoring: { title: '森林防火', seen: '点位已巡', overdue: '逾期未巡', rounds: '巡护中', forward: '靠前驻防(队)', dark: '数据异常', none: '今日尚无火险等级', short: '缺 {n} 队', late: '逾期 {n}', level: { 0: '无要求', 1: '一级', 2: '二级', 3: '三级', 4: '四级', 5: '五级' } },
    hazards: { title: '隐患排查', open: '未销号', major: '重大隐患', supervised: '挂牌督办', overdue: '逾期', risk: { red: '重大风险', orange: '较大风险', yellow: '一般风险', blue: '低风险' }, first: '优先整改', isMajor: '重大', due: '限 {at}', rounds: '检查进度', none: '没有未销号的隐患', state: { found: '待排序', ranked: '待交办', assigned: '待整改', fixing: '整改中', fixed: '待复查', verified: '待销号' } },
    opinion: { title: '舆情监控', open: '在办', overdue: '逾期', rumours: '谣言', before: '早于报告', spike: '{place}舆情突增:近 10 分钟 {now} 条', none: '没有在办的舆情', state: { found: '发现', judged: '研判', handling: '处置', fed_back: '反馈', closed: '办结', dismissed: '不予处置' } },
    release: { title: '灾情发布', out: '已发布', waiting: '待签发', none: '近期没有发布', state: { corrected: '已更正', withdrawn: '已撤回' } },
    plans: { title: '预案与响应', inForce: '{n} 个响应生效', proposed: '待批准', since: '{at} 起', none: '当前没有响应', tasks: '任务进展', done: '任务完成', overdue: '超时', late: '超时 {n}' },
  },
}
export default wording
