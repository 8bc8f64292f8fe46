/** 物资保障 as a function of the desk: depots, shelves, transfers of every incident. */
const wording = {
  stock: {
    pages: '台账与登记',
    page: { transfers: '调拨', ask: '申请物资', depots: '仓库', items: '物资台账', alerts: '库存提示', agreements: '代储协议' },
    about: { transfers: '申请、批准、出库、签收、归还', ask: '不属某一事件:靠前驻防、特殊时段、补库', depots: '市、区、镇街、村居、企业代储', items: '各仓合计、低于底线的在前', alerts: '低于底线、临期、久未盘点', agreements: '可调用,不计入现有库存' },
    askAbout: '某一事件要的物资,在该事件的“物资”页申请。', forArea: '用于', mayNotAsk: '当前岗位不能在该区域申请物资', going: '{n} 项在办', hints: '{n} 条', late: '{n} 项超时', showOver: '含已办结', allTransfers: '全部调拨', noTransfers: '没有在办的调拨', depots: '{n} 个', level: '级别', find: '名称、权属、保管员',
    keeperPage: '保管员页面', failed: '物资资料暂时读不到', name: '仓库', area: '区划', owner: '权属单位', keeper: '保管员', kinds: '品种', allDepots: '全部仓库', item: '物资', onHand: '现有', reserved: '已预留', available: '可用',
    floor: '底线', lots: '批次', counted: '盘点', until: '至 {day}', empty: '没有库存', findItem: '物资名称', inDepots: '仓库数', onCall: '协议代储,可调用', party: '代储单位', atLeast: '最低数量', responds: '响应时限', validTo: '有效期至', minutes: '{n} 分钟',
    alert: { floor: '低于底线', expired: '已过期', expiring: '临期', uncounted: '久未盘点', agreement_ends: '协议到期' },
  },
}
export default wording
