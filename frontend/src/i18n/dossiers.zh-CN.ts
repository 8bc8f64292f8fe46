/** 一企一档: what a plant holds, and the library of them. */
const wording = {
  dossiers: {
    title: '企业档案', library: '全部档案', failed: '企业档案读取失败', again: '重试', inside: '事发地在厂界内', search: '企业名称或物料', none: '没有企业档案', back: '返回列表',
    add: '新建档案', import: '从表格导入', edit: '修改', retired: '档案已停用:{why}',
    hazard: '重大危险源{grade}', people: '职工 {n} 人,夜班在岗 {night} 人', hazards: '未整改隐患 {n} 项', away: '着火隔离 {fire} 米,泄漏初始隔离 {spill} 米',
    stores: '{n} 个单元', tanks: '储存单元 {n} 个', more: '其余 {n} 个', protect: '防护', fire: '灭火', spill: '泄漏处置', health: '健康危害', distance: '隔离',
    distances: '泄漏 {spill} 米,下风向 {wind} 米,着火 {fire} 米', source: '出处', gather: '集合与撤离', water: '水源泡沫', summary: '概况', plans: '预案', papers: '图纸资料',
    numbers: '查看完整号码', why: '查看理由', show: '查看', lacks: '档案缺:{what}', changed: '{name} 修改于 {at}',
    lack: { stores: '储存单元', contacts: '联系人', plot_plan: '总平面图', plans: '预案', msds: '物性' },
    grade: { 0: '不构成', 1: '一级', 2: '二级', 3: '三级', 4: '四级' }, kind: { plant: '企业', park: '园区' },
    paper: { plot_plan: '总平面图', msds: '安全技术说明书', process: '工艺流程图', other: '其他' },
    template: '下载表格模板', file: '选择 .xlsx 或 CSV', judged: '新增 {added} 家,变更 {changed} 家,无变化 {same} 家,有误 {wrong} 家', taken: '已导入:新增 {added} 家,变更 {changed} 家;有误 {wrong} 家未导入',
    ignored: '未用到的列:{titles}', take: '导入 {n} 家', what: { new: '新增', changed: '变更', same: '无变化', wrong: '有误,不导入' },
    form: {
      code: '编号', title: '名称', kind: '类别', lon: '经度', lat: '纬度', point: '在地图上选点', address: '地址', radius: '范围半径(米)', people: '职工', night: '夜班在岗', grade: '重大危险源', area: '区划',
      tank: '单元编号', content: '物料', capacity: '容量', held: '现存', unit: '单位', state: '工况', drop: '删去', addTank: '加一个单元', contacts: '联系人', post: '职务', name: '姓名', phone: '电话', addContact: '加一个联系人',
      save: '保存', retire: '停用档案', retireWhy: '停用理由', retireSure: '确认停用', paperTitle: '标题', paperFile: 'PDF 或图片', addPaper: '上传',
    },
  },
}
export default wording
