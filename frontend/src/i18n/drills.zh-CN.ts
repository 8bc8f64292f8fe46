/** Wording of planned drills: the planner, run control, the score sheet. */
const wording = {
  drillPlans: {
    new: '编制演练方案', from: '从哪里开始', begin: { library: '脚本库', plan: '现有预案', incident: '过往案例', empty: '空白方案' }, script: '脚本', injects: '{n} 个情景',
    title: '演练名称', kindOf: '形式', kind: { tabletop: '桌面推演', live: '实战演练', blind: '双盲演练' }, plannedAt: '计划时间', when: '时间', people: '参演', draft: '编制', none: '还没有演练方案',
    count: '场{kind} · {people} 人次', sums: '{year} 年演练 {drills} 场 {people} 人次',
    state: { draft: '编制中', ready: '待开始', running: '进行中', paused: '暂停', ended: '已结束', aborted: '中止,转入实战', cancelled: '已取消' },
    levels: '参与层级', level: { province: '省', city: '市', county: '县(区)', town: '镇(街)', village: '村(居)' }, minutes: '时长(分钟)', goals: '演练目标', goalsLike: '每行一个目标', basis: '依据',
    staff: '导调评估', duty: { planner: '编制', director: '导演', evaluator: '评估', approver: '审批' }, participants: '参演 {n} 人', byLevel: '按层级补入责任人', take: '移出 {name}',
    approvals: '名单批准', noApproval: '未批准', needs: '还须 {n} 人', approve: '批准参演名单', find: '按姓名、单位查找:参演,或指定为导演、评估、审批', joins: '参演',
    ready: '提交导演', start: '开始演练', cancel: '取消方案', cancelled: '不再举行', secret: '双盲:结束前只有导调评估人员知道这场演练,请勿外传。', noScript: '情景脚本只有导演、评估人员可看。',
    tab: { plan: '方案', run: '导调', score: '评估' },
    scriptOf: '情景脚本 {n} 个', fromFile: '导入 .xlsx / .csv', template: '模板', export: '导出 {kind}', judged: '可导入 {n} 个情景,有错 {wrong} 行', replace: '替换现有脚本', all: '全体参演', nothing: '无', more: '详情', addLine: '加一个情景', remove: '删除这个情景', saveScript: '保存脚本',
    col: { at: '时刻', kind: '类型', title: '情景', text: '内容', to: '对象', channel: '方式', expect: '应采取的行动', action: '识别', within: '限时(分)', unit: '责任单位', goal: '目标', points: '分值', place: '地点', area: '区划', lon: '经度', lat: '纬度', urgency: '紧急程度', quantity: '量', value: '数值', unitOf: '单位' },
    inject: { alarm: '警情', reading: '监测数据', message: '通知', order: '指令', fault: '故障', opinion: '舆情', casualty: '伤亡数字' }, channel: { platform: '平台', sms: '短信', oral: '导调员口头' }, urgency: { critical: '特急', urgent: '紧急', normal: '一般' },
    pausedAt: '{at} 暂停', next: '下一个', in: '{left} 后', allOut: '情景已全部发出', overTime: '已超过计划时长', pause: '暂停', resume: '继续', end: '结束演练', endYes: '确认结束', attended: '参演人次', summary: '总结',
    reason: '理由(暂停、提前、跳过、调整须填写)', choose: '点选一个情景,可提前、跳过、调整', fire: '立即发出', skip: '跳过', move: '调整时刻', byMinutes: '推迟分钟数,负数为提前', withRest: '其后一并调整',
    injectState: { waiting: '未到', fired: '已发', skipped: '跳过', failed: '未成' }, withinMin: '限 {n} 分', verdictOf: '评定', verdict: { met: '做到', late: '超时', missed: '未做', open: '未判定' },
    abort: '演练中止,转入实战', abortSure: '确定中止演练、转入实战?', abortYes: '中止演练,转入实战', abortWords: '补充说明,如“从化良口山火属实”(可不填)', runningNow: '以下 {n} 项随演练停止,需要的请按实战重新办理:', nothingRuns: '没有正在进行的事项。', brokenOff: '中止时正在进行',
    runs: { incident: '事件', alarm: '警情', order: '未回复指令', unit: '在办队伍', call: '未应答', conference: '会商', response: '应急响应', evacuation: '转移' },
    steps: '导调记录 {n} 条', step: { changed: '修改', readied: '提交导演', approved: '批准名单', cancelled: '取消', started: '开始', paused: '暂停', resumed: '继续', skipped: '跳过', fired: '手动发出', moved: '调整', ended: '结束', broken: '中止,转入实战' },
    report: '评估报告 .{kind}', done: '做到', share: '得分率', levelAck: '逐级应答', answered: '应答', first: '最快', last: '最慢', sheet: '评定表', nothingYet: '还没有应评定的行动', judge: '评估员判定', auto: '自动识别', note: '说明', photo: '照片',
    findings: '问题与整改', days: '{n} 天', owner: '整改责任人', issue: '下达整改任务', asFinding: '列为问题', findingLike: '发现的问题', writeFinding: '记录问题', live: '演练进行中,自动识别随记录更新。',
  },
}
export default wording
