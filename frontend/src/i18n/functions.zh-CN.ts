/** Names of the functions of the centre: in full, and as the rail writes them. */
const wording = {
  functions: {
    title: '功能',
    go: '打开:{name}',
    loading: '正在打开…',
    pick: '请在左侧选择一项',
    name: {
      inbox: '待我处理', duty: '应急值守', hazards: '隐患排查', plans: '预案管理', forces: '队伍建设', supplies: '物资保障', alerts: '预测预警',
      dispatch: '指挥调度', conferences: '视频会商', monitoring: '实时监控', release: '灾情发布', opinion: '舆情监控', figures: '统计分析',
    },
    short: {
      inbox: '待办', duty: '值守', hazards: '隐患', plans: '预案', forces: '队伍', supplies: '物资', alerts: '预警',
      dispatch: '调度', conferences: '会商', monitoring: '监控', release: '发布', opinion: '舆情', figures: '统计',
    },
    also: {
      inbox: '待办 收件箱 todo', duty: '值班 排班 交接班 点名 值班日志 信息报告', hazards: '隐患 风险', plans: '预案 响应 任务', forces: '队伍', supplies: '物资', alerts: '预警 叫应',
      dispatch: '警情 事件 派遣', conferences: '会商 会议', monitoring: '视频 监测', release: '发布 灾情', opinion: '舆情', figures: '统计 分析',
    },
  },
}
export default wording
