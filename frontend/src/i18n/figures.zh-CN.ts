/** 统计分析: what is counted, and what exactly each number means. */
const wording = {
  figures: {
    period: { today: '今日', week: '本周', month: '本月', year: '本年' }, from: '起', to: '止', area: '区划', failed: '统计暂时读不到', noDrills: '不含演练', csv: '导出 CSV', lines: '{n} 条', all: '全部指标', none: '该时段没有记录',
    number: '编号', at: '时间', what: '内容', counts: '计入', took: '用时', leftOff: '另有 {n} 条,请导出 CSV 查看', kinds: '事件类型', levels: '响应级别(按最高级)',
    group: { alarms: '接警', stages: '响应环节', outcome: '事件与处置', reporting: '报告与演练' },
    name: {
      alarms: '接警数', verified: '核实数', verified_rate: '核实率', false_rate: '误报率', ack_p50: '接警确认 P50', incidents: '事件数', deaths: '死亡人数', to_order_p50: '接警→下达 P50', answered_rate: '指令应答率',
      accept_p50: '下达→签收 P50', accept_p90: '下达→签收 P90', arrive_p50: '签收→到场 P50', arrive_p90: '签收→到场 P90', reports_in_time: '报告及时率', reports_late: '迟报、漏报', responses: '启动响应', response_p50: '响应历时 P50', moved: '转移人数', drills: '演练场次', drill_people: '演练人次',
    },
    about: {
      alarms: '不含重复、测试', verified: '结论属实的警情', verified_rate: '属实 / 已有结论', false_rate: '不属实 / 已有结论,误触除外', ack_p50: '接报到确认', incidents: '立案的事件,并案计一起', deaths: '各事件死亡合计', to_order_p50: '首报到首道调度令',
      answered_rate: '签收或拒绝 / 应答的指令', accept_p50: '一半指令在此时间内签收', accept_p90: '九成指令在此时间内签收', arrive_p50: '一半队伍在此时间内到场', arrive_p90: '九成队伍在此时间内到场', reports_in_time: '按时 / 到期的报告时限', reports_late: '迟报、漏报、逾期未报', responses: '启动次数,升级不另计', response_p50: '启动到终止', moved: '台账在册,划除不计', drills: '举办的演练,演练数据不进其他统计', drill_people: '结束时登记的参演人次',
    },
  },
}
export default wording
