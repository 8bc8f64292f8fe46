/** 隐患排查: risks in four colours, hazards until they are right. */
const wording = {
  hazards: {
    openN: '未销号 {n} 项', new: '登记隐患', newTitle: '登记隐患', none: '没有这样的隐患', nothing: '选一项隐患查看', nothingHint: '未排序的在最前,其次重大隐患、影响厂外的、人数多的',
    only: { all: '全部', major: '重大', overdue: '逾期' }, risks: '风险四色台账', allRisks: '全部风险点', noRisks: '本辖区还没有登记风险点', lec: 'D = L × E × C(可能性 × 暴露 × 后果)',
    days: '{n} 天', late: '逾期 {time}', left: '剩 {time}', major: '重大', majorOne: '重大隐患', general: '一般隐患', listed: '挂牌督办', listedBy: '{unit}挂牌督办', noOwner: '责任单位未定', noTerm: '未定期限',
    overdue: '整改逾期', failed: '没有读到,请重试', picking: '请在地图上点', pick: '在地图上点位置', choose: '请选择', save: '登记', relapseOf: '曾销号后复发', open: '看上一次', yuan: '投入 {n} 元',
    rank: '排序', assign: '交办', assignAgain: '改派或改期', begin: '开始整改', fixed: '上报已整改', verify: '复查合格', return: '退回整改', close: '销号', relapse: '复发', reject: '不属隐患', supervise: '挂牌督办',
    pictures: '照片', trail: '办理过程', drill: '演练', shot: { before: '整改前', after: '整改后' },
    add: { before: '加整改前照片', after: '加整改后照片' },
    state: { found: '待排序', ranked: '待交办', assigned: '待整改', fixing: '整改中', fixed: '待复查', verified: '待销号', closed: '已销号', relapsed: '已复发', rejected: '不属隐患' },
    step: { found: '登记', ranked: '排序', rejected: '不属隐患', assigned: '交办', begun: '开始整改', fixed: '上报已整改', returned: '退回整改', verified: '复查合格', closed: '销号', relapsed: '复发', supervised: '挂牌督办', overdue: '整改逾期', shown: '加照片' },
    reach: { 1: '岗位范围', 2: '厂区范围', 3: '影响厂外' }, difficulty: { 1: '可立即整改', 2: '限期整改', 3: '需立项整改' },
    f: { point: '位置', sector: '行业领域', title: '隐患', place: '地点', owner: '责任单位', campaign: '专项行动', text: '描述', grade: '等级', due: '整改期限', reach: '影响', difficulty: '整改难度', people: '受威胁人数', measures: '整改前防范措施', fix: '整改情况', words: '说明', cost: '投入(元)', unit: '督办单位' },
  },
}
export default wording
