/** Panels of monitoring: on the wall from five metres, on the desk the same words. */
const wording = {
  panels: {
    age: '数据 {age}',
    lamp: { green: '正常', amber: '超时或读取失败', red: '长时间中断', grey: '未接入' },
    name: { stations: '监测站', departments: '部门数据', goals: '年度目标', cameras: '视频监控', rounds: '巡查进度', fire: '森林防火' },
    departments: { title: '部门数据', none: '还没有登记数据部门', rest: '其他来源', since: '{at} 起', noFeed: '未接入数据' },
    rain: { title: '面雨量', how: '泰森多边形法,{km} 公里内有雨量站的地面计入', area: '区划', hours: '{n} 小时(毫米)', gauges: '雨量站', silent: '{n} 站缺报', covered: '代表面积', oldest: '最早报讯', nobody: '无报讯' },
    stations: {
      title: '监测站', none: '没有监测站', all: '{n} 站均未超阈值', beyond: '{n} 站超阈值', kind: { river: '河道水位', reservoir: '水库水位', rain: '雨量', ponding: '积水', wind: '风', fire: '森林火险', gas: '气体', geology: '地质位移', other: '其他' },
      every: '全部', station: '测站', value: '现值', limit: '阈值', hours: '近 {n} 小时', state: '状态', at: '观测时间', stale: '数据过时', near: '临近', calm: '正常', open: '走势', onMap: '在地图上看', back: '返回测站列表', span: '时段', day: '24 小时', days: '{n} 天', noLine: '这段时间没有读数', more: '其余 {n} 站', noLimit: '未设阈值', failed: '暂时取不到测站数据',
    },
    goals: { title: '年度目标', none: '尚无年度目标数据', met: '达标', missed: '未达标', open: '', days: '连续 {n} 天无事故' },
    cameras: {
      moving: '实时 {n}/{of} 路',
      title: '视频监控', none: '没有画面可看', flying: '飞行中', group: '画面组', groups: '画面组', add: '新建画面组', name: '名称', tiles: '{n} 格', turn: '轮巡(秒,0 为默认)', drones: '飞行中的无人机排在最前', pick: '选择画面', picked: '已选 {n} 路', onWall: '上大屏', allWalls: '全部大屏', remove: '删除', removeSure: '删除画面组“{name}”?正在显示它的大屏会回到日常画面。', save: '保存', cancel: '取消', change: '修改', noGroup: '还没有画面组。把常看的画面编成一组,可在席位上轮巡,也可投到大屏。', hold: '停在本页', go: '继续轮巡', page: '第 {page}/{pages} 页', shownOn: '已送 {n} 块大屏',
    },
    rounds: { title: '巡查进度', none: '没有进行中的巡查', points: '五头一口点位', patrols: '护林巡护', overdue: '逾期 {n}', late: '逾期 {n}', done: '完成', term: '期限' },
    arrange: { title: '大屏面板', hint: '“监控”画面按此顺序排列面板,每屏两行四列,放不下的自动翻页。', shown: '显示', up: '上移', down: '下移', save: '保存', saved: '已保存' },
    outages: { title: '中断记录', none: '没有中断记录', late: '超时未更新', failing: '读取失败', lasting: '至今', times: '{n} 次', lasted: '持续 {span}' },
    department: { add: '增加部门', name: '部门', order: '顺序', keeper: '联系人', nobody: '未指定', feeds: '数据源', save: '保存', remove: '删除部门', removeSure: '删除部门“{name}”?其数据源保留。', call: '中断时联系 {who}', change: '修改', sources: '数据源设置', lastGood: '最近成功', silent: '{name} 自 {at} 起', findKeeper: '查找联系人' },
  },
}
export default wording
