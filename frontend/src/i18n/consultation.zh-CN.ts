/** Wording of consultations, experts, mutual aid and after-action reviews. */
const wording = {
  consult: {
    title: '会商研判', start: '一键会商', startHint: '开会议、邀请值守岗位与部门、请专家、附上当前预警和态势图', open: '继续会商', plan: '新会商', planOnly: '列入计划', startNow: '立即召开', none: '没有会商', live: '正在开', planned: '计划', toSign: '待签发', earlier: '以往会商', conferences: '视频会商', noConference: '没有进行中的视频会商',
    subject: { incident: '突发事件', process: '天气过程', period: '特殊时段', other: '其他' },
    state: { planned: '计划', live: '进行中', over: '待签发', signed: '已签发', cancelled: '已取消' },
    about: '对象', topic: '议题', when: '计划时间', pick: '请选择', chair: '主持人', chairTitle: '职务', gaps: '未请到', people: '参加人', addPerson: '补记参加人', org: '单位',
    presence: { invited: '已邀请', joined: '在会', present: '到会', left: '已离会', absent: '未到', late: '迟到', substitute: '代会' },
    materials: '会商材料', addMaterial: '附材料', material: { alerts: '在效预警', forecast: '预报', map: '态势图', report: '信息报告', file: '文件', text: '其他材料' }, attach: '附上', attachFile: '附文件…', showMap: '查看', materialText: '内容',
    opinions: '各方意见', department: '部门', speaker: '发言人', opinion: '意见', addOpinion: '记录意见', wanted: '待发表意见:{who}', expertOpinions: '专家意见', taken: '{name} 电话记录',
    forecast: '预测预报', conclusion: '研判结论', save: '保存', saved: '已保存',
    decisions: '决定事项', solved: '{n}/{of} 项已办结', decision: '决定', owner: '责任人或责任单位', role: '责任岗位', minutes: '时限(分钟)', decide: '作出决定', done: '已办结', late: '逾期', ofTask: '看任务',
    end: '结束会商', resume: '再议', cancel: '取消', sign: '签发纪要', pin: '口令', signed: '{name} {at} 签发', corrections: '更正', correct: '追加更正', pdf: '纪要 PDF', docx: '纪要 Word', conference: '视频会商', back: '返回',
    processes: '天气过程', newProcess: '新天气过程', kind: { rain: '强降雨', typhoon: '台风', cold: '寒潮', heat: '高温', convection: '强对流', drought: '干旱', fog: '大雾' }, level: '强度', raise: '调整强度', endProcess: '过程结束', summary: '小结', round: '预警 {alerts} · 响应 {responses} · 事件 {incidents} · 会商 {consultations} · 提前转移 {moved} 人 · 解救 {rescued} 人', noProcess: '没有天气过程',
  },
  experts: {
    way: { onsite: '到场', video: '视频', phone: '电话' }, until: '{at} 前到', insteadOf: '替 {name}',
    nobody: '无可请专家', title: '专家库', none: '没有符合的专家', search: '姓名、单位、专业', all: '全部专业', available: '可参加', busy: '暂不便', away: '外出', called: '参加 {n} 次', add: '新增专家', name: '姓名', org: '单位', post: '职称', area: '区划', phone: '电话', level: '级别', specialties: '专业', save: '保存',
    call: '请专家', ask: '请专家研判', asked: '所请事项', calledNow: '已请', chosen: '按事件类型建议', press: '请 {n} 位专家', state: { calling: '呼叫中', answered: '已应答', declined: '不能参加' }, opinion: '电话意见', readBack: '已复述无误', take: '记录意见', opinions: '{n} 份意见',
  },
  aid: {
    f: { new: '新协议', name: '协议名称', number: '文号', code: '区划代码', party: '协议方', noneAll: '不选 = 全部', what: '力量或物资', amount: '数量', floor: '留守底线', respond: '响应时限(分钟)', from: '生效', to: '有效期至', note: '备注', end: '终止协议' },
    title: '互助协议', none: '没有协议', parties: '协议方', hazards: '灾种', every: '各类灾害', what: '力量物资', everything: '全部', resources: '资源与留守底线', floor: '留守:{floor}', how: '请求方式', respond: '{n} 分钟内响应', valid: '{from} 至 {to}', contact: '联系', used: '用过 {n} 次',
    standing: { future: '未生效', valid: '有效', expiring: '{n} 天后到期', expired: '已过期' }, over: '含过期', covered: '互助协议:{name}', uncovered: '无互助协议覆盖,须凭批准', stock: '物资',
    support: '请求支援', newSupport: '新求援函', force: '力量类别', to: '主送', need: '请求的力量和装备', people: '人数', place: '集结地点', tasks: '任务', liaison: '现场对接人', agreement: '依据协议', noAgreement: '无协议,凭批准', draft: '起草', send: '发出', granted: '同意支援', refused: '不能支援', answerName: '答复人', withdraw: '撤回', why: '原因', noSupport: '没有求援', event: '事件', noEvent: '不属某一事件',
    forces: { fire: '国家综合性消防救援队伍', forest_fire: '森林消防队伍', industry: '行业专业队伍', military: '解放军、武警部队', militia: '民兵', police: '公安', medical: '医疗卫生', enterprise: '企业专职队伍', volunteer: '社会救援力量', neighbour: '毗邻地区力量' },
    state: { draft: '草稿', signed: '已签发', sent: '已发出', granted: '同意支援', refused: '不能支援', withdrawn: '已撤回' },
  },
  review: {
    title: '调查评估', draft: '从记录生成评估', again: '重新采集', drafted: '采集于 {at},时间线 {n} 条,补录 {late} 条', due: '应于 {at} 前完成', none: '还没有评估', stages: '处置用时', since: '距{from}', missing: '无记录', backwards: '先后有误',
    figures: '分段用时', p: 'P50 {p50} · P90 {p90}({n} 次)', past: '同类近一年 P50 {p50} · P90 {p90}({n} 次)', noPast: '近一年无同类', noFigure: '无记录',
    late: '迟延 {n} 项', noLate: '无迟延', unanswered: '未应答 {n} 项', noUnanswered: '无未应答', kinds: { report: '报告', order: '指令', task: '任务', instruction: '批示', contact: '联络' }, gaps: '时间线空白 {n} 处', noGaps: '时间线无超阈值空白', holes: '位置空白 {n} 处', noHoles: '在办队伍位置无空白',
    forces: '投入力量 {n} 支 {people} 人', supplies: '物资', versions: '各次报告数据', moved: '转移台账 {n} 人', decisions: '决定事项', done: '已办', open: '未办结', events: '依据', noEvents: '这一项没有时间线依据',
    findings: '评估发现', causes: '原因分析', save: '保存', recommendations: '整改建议', recommend: '提出建议', text: '建议', owner: '责任单位', days: '时限(天)', case: '回放案例', attach: '附回放案例', noCase: '未附', replay: '打开回放', sign: '签发评估', pin: '口令', signed: '{name} 签发', pdf: 'PDF', docx: 'Word',
  },
}
export default wording
