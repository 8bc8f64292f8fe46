/** 检查轮次、处罚、台账、四色图、领导包联、指标清单 on the desk. */
const wording = {
  inspect: {
    page: { rounds: '检查轮次', risks: '风险台账', towns: '四色图', ledgers: '台账导出', charges: '领导包联', lists: '指标清单' },
    title: '检查轮次', new: '下达检查', none: '还没有检查', visits: '近一年检查(家次)', hazards: '发现隐患(项)', penalties: '处罚(次)', amount: '罚款(万元)', state: { going: '进行中', done: '已查完', stopped: '已终止' },
    by: '{at} 前完成', late: '已逾期,应于 {at} 前完成', overdue: '已逾期', found: '隐患 {n} 项', share: '已查 {done} 处,共 {total} 处', missed: '还没有查的 {n} 处', result: '登记隐患 {hazards} 项,处罚 {penalties} 次 {amount} 元', stop: '终止检查',
    notYet: '未查', clean: '未见问题', wrong: '不符合 {n} 项', metres: '签到时距对象 {n} 米', noFix: '签到时没有定位', lacks: '{n} 项须拍照,照片还没有到', was: '原答:{value}({name})', because: '更正:{why}({name})', correct: '更正', saveCorrection: '保存更正', toHazard: '登记为隐患', seeHazard: '查看隐患',
    value: { yes: '符合', no: '不符合', na: '不适用', measured: '数值' }, fine: '登记处罚', saveFine: '登记', penalty: '{decision} 罚款 {amount} 元({ground})', start: '下达', picked: '已选 {n} 处,共 {of} 处', nothingThere: '本区划没有这类对象',
    kind: { dossier: '企业', risk: '风险点', geohazard: '地质灾害点', school: '学校', reservoir: '水库' },
    f: { due: '完成时限', by: '下达', checklist: '检查表', result: '结果', why: '终止原因', title: '名称', campaign: '专项行动', area: '区划', targets: '检查对象', people: '检查人员(可多选)', teams: '检查队伍(可多选)', value: '更正为', number: '数值', note: '说明', because: '更正原因', subject: '被处罚单位', amount: '金额(元)', day: '决定日期', decision: '决定书文号', ground: '处罚依据', leader: '领导', kind: '对象类别', charge: '包联对象', since: '起', until: '止(空 = 另行通知)', duty: '包联内容', source: '文号', status: '状态', progress: '依据或进展' },
    towns: '乡镇风险四色图', townsHow: '颜色取辖内最高一级;镇界未入库的按最近镇街归属', town: '镇街', weight: '分值', ledgers: '台账', crossed: '风险点:行业领域 × 区', ledgerNote: '文件内注明导出人和时间,导出记入日志。', ledger: { hazards: '隐患台账', inspections: '检查台账', penalties: '行政处罚台账', risks: '风险分级管控台账' },
    charges: '领导包联', chargesHow: '辖区、企业或风险点内发生突发事件,自动抄告包联领导,并抄送调度指令', newCharge: '登记包联', saveCharge: '登记', noCharges: '还没有登记包联', noAccount: '没有账号,不能在线抄告', open: '长期', end: '结束', ground: { area: '区划', dossier: '企业', risk: '风险点' }, template: '下载导入模板', import: '从表格导入', sheetShown: '可导入 {n} 行,有误 {bad} 行', sheetDone: '已导入 {n} 行,有误 {bad} 行', sheetApply: '导入 {n} 行',
    inCharge: '包联领导', ofGround: '包联{ground}', toldAt: '{at} 已抄告', readAt: '{at} 已阅', read: '已阅',
    indicators: '指标清单', noLists: '还没有清单', counts: '{standards} 项标准,{total} 个子项', notReached: '未达标 {n}', unrated: '未评 {n}', status: { reached: '达标', not_reached: '未达标', na: '不适用', unrated: '未评' }, noItems: '没有这样的子项', noWords: '未填写', until: '{day} 前', judge: '保存', prove: '上传佐证材料',
  },
}
export default wording
