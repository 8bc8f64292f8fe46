/** Wording of 舆情监控. */
const wording = {
  opinion: {
    going: '在办 {n}', enter: '登记舆情', none: '没有在办的舆情', choose: '请在左侧选择一条舆情', pages: '维护', drill: '演练',
    spike: '{place}舆情突增:近 10 分钟 {now} 条,此前均值 {usual} 条', seen: '知悉',
    state: { found: '发现', judged: '研判', handling: '处置', fed_back: '反馈', closed: '办结', dismissed: '不予处置' },
    verdict: { true: '属实', partly: '部分属实', untrue: '不实', unverified: '待核实' },
    step: { entered: '登记', judged: '研判', assigned: '交办', handled: '处置', fed_back: '反馈', closed: '办结', dismissed: '不予处置', reopened: '恢复', linked: '关联', unlinked: '取消关联', flagged: '谣言认定', released: '对外发布' },
    score: '热度', mentions: '{n} 条', reach: '阅读 {n}', overdue: '逾期', due: '时限 {at}', dueOver: '已逾时限 {at}', owner: '责任人',
    rumour: '谣言', before: '早于信息报告', beforeLong: '早于信息报告见诸网络:网上 {at},首报 {reported}', notBefore: '未早于信息报告:网上 {at},首报 {reported}', noReport: '尚未报告',
    rule: '命中规则', verdictIs: '研判结论:', verdictAsk: '研判结论…', note: '研判意见', judge: '研判', assign: '交办', ownerAsk: '责任人或责任单位', textAsk: '处置、反馈或不予处置的说明',
    handle: '记录处置', feedBack: '反馈', close: '办结', dismiss: '不予处置', again: '继续处置', reopen: '恢复', why: '恢复原因',
    incident: '关联事件', link: '关联', unlink: '取消关联', unlinkWhy: '与本事件无关', noNear: '附近没有可关联的事件',
    counterAsk: '澄清口径(谣言须有口径才能办结)', flag: '认定谣言', counterSave: '保存口径', release: '拟辟谣稿',
    inPublic: '舆情与发布',
    told: '出处({n})', steps: '处置记录',
    sources: '舆情来源', sourcesAbout: '订阅、接口、平台推送、文件投放', rules: '监测规则', rulesAbout: '关键词 × 地点', wrong: '{n} 个异常', noSources: '还没有舆情来源', add: '新增', save: '保存', remove: '删除',
    kind: { rss: 'RSS、Atom', json: 'JSON 接口', hook: '平台推送', drop: '文件投放' },
    light: { ok: '正常', late: '超时', failing: '读取失败', waiting: '等待数据', off: '停用' },
    counts: '收 {taken} 条,略 {passed} 条', bad: '退 {n} 条', row: '第 {n} 条', wholeFile: '整份', ask: '立即读取', token: '换令牌', tokenOnce: '令牌只显示这一次,请交平台方:',
    anyPlace: '全域', noPlace: '不限地点',
    field: { title: '标题', text: '内容', url: '网址', outlet: '媒体、平台', area: '地点', here: '本辖区', seen: '出现时间', code: '代码', name: '名称', kind: '方式', every: '间隔(秒)', license: '授权依据', options: '选项(字段映射等,JSON)', weight: '分值', words: '关键词(任一,用、隔开)', wordsShort: '关键词', also: '须同时含', without: '排除', places: '限定地点', needsPlace: '须有本地地名', enabled: '启用' },
  },
}
export default wording
