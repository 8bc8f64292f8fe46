/** 队伍建设: the directory of teams, who covers what, one team whole. */
const wording = {
  forces: {
    page: { directory: '队伍名录', coverage: '力量覆盖', standby: '靠前驻防', experts: '专家库', agreements: '互助协议', supports: '请求支援' },
    about: { directory: '类别、能力、属地、可派状态', coverage: '各区各类队伍可派/总数', standby: '驻防点、期限、到场提前量', experts: '按专业、单位、地区找专家', agreements: '与毗邻地区的协议和期限', supports: '军地协同等求援函' },
    all: '全部', out: '不可派、失联', teams: '{n} 支', nobody: '无可派队伍', gaps: '{n} 处空缺', sum: '{teams} 支 {people} 人,可派 {ready} 支 {readyPeople} 人',
    find: '名称、编号、拼音首字母', hazard: '灾种', kind: '类型', domain: '六域', category: '类别', district: '属地', code: '编号', name: '名称', people: '人数', base: '驻地', state: '状态', since: '变更时间',
    import: '导入名册', coverageHint: '可派/总数;有队伍而无一可派的以斜纹标出,点击看名单', failed: '队伍资料暂时读不到',
    post: '驻防点', period: '期限', gain: '提前量', sooner: '早到 {n} 分钟', reason: '事由', noStandby: '当前没有靠前驻防任务', standbyPage: '安排驻防',
    onMap: '在地图上', edit: '维护资料', back: '返回名录', readiness: '战备状态', for: '已 {span}', restUntil: '休整至 {at}', changeTo: '改为', change: '变更状态',
    capability: '能力', skills: '专长', equipment: '装备', vehicles: '车辆', reached: '通联', members: '人员', history: '经过', stood: '在{post}驻防至 {until}',
    categories: { industry: '行业专业队伍', grassroots: '基层队伍', volunteer: '社会救援力量' },
    domains: { sea: '海上', land: '陆上', inland_water: '水上', mountain: '山上', high_rise: '楼上', air: '空中' },
    member: { commander: '队长', deputy: '副队长', member: '队员' },
  },
}
export default wording
