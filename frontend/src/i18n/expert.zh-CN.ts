/** Wording of the expert's page. */
const wording = {
  expert: {
    title: '专家研判', none: '目前没有邀请您参加的会商', over: '本次研判已结束', comes: '到场参加', eta: '预计到达', within: '{n} 分钟内到', way: { onsite: '到场', video: '视频参加', phone: '电话参加', any: '参加' }, saidWay: '您已答复:{way}', declined: '您已答复:不能参加', until: '{at} 前到', declines: '不能参加', asked: '所请事项', units: '现场 {n} 支队伍 {people} 人', map: '现场示意图', papers: '会商材料', write: '您的意见', pin: '口令', sign: '签署意见', signed: '已签署 {at}', join: '加入视频会商', out: '退出', failed: '暂时读不到,正在重试',
    measure: { deaths: '死亡', missing: '失踪', serious_injuries: '重伤', injuries: '受伤', trapped: '被困', evacuated: '已转移', affected: '受影响', area_ha: '过火面积(公顷)' },
  },
}
export default wording
