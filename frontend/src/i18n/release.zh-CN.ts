/** Wording of 灾情发布. */
const wording = {
  release: {
    publicPage: '公众页', public: '公众页', none: '还没有发布稿', choose: '请在左侧选择或新拟一份发布稿', incidents: '在办事件', noIncident: '没有在办事件', draft: '拟通报', draftProgress: '拟进展', correction: '更正稿', drill: '演练', drillNote: '演练,不对外公布',
    kind: { bulletin: '灾情通报', progress: '处置进展', counter: '澄清辟谣' },
    state: { draft: '草稿', submitted: '待签发', signed: '已发布', corrected: '已更正', withdrawn: '已撤回', dropped: '已作废' },
    by: '拟稿 {name}', signedBy: '签发 {name} {at}', opinion: '所澄清的舆情', returned: '被退回:{why}', withdrawnBy: '{name} 撤回:{why}', chain: '更正链',
    against: '对照最新签发的报告:{title} {at}', noReport: '本事件还没有已签发的信息报告,不能发布', noNumbers: '不属于某一事件,不得含伤亡、损失数字', omitted: '报告有而本稿未提:', finding: '不得对外公布:{name}“{text}”', outlet: '信息出口:{who}', ok: '数字与报告一致,可以签发',
    field: { title: '标题', text: '正文' }, figures: '数据(截至 {at})', released: '发布', reported: '报告', take: '取报告数', towns: '分乡镇(街道)损失', town: '乡镇', item: '指标', remove: '删除', addTown: '加一行',
    save: '保存', submit: '送签', drop: '作废', pin: '签发口令', sign: '签发并公布', why: '退回原因', return: '退回', correct: '作更正', withdrawWhy: '撤回原因(将公布)', withdraw: '撤回',
  },
}
export default wording
