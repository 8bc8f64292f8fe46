/** The functions' pages on the wall: read from five metres, so as short as it can be said. */
const wording = {
  scenes: {
    failed: '暂时取不到最新数据,以下为上次结果',
    plans: { title: '预案与响应', inForce: '{n} 个响应生效', proposed: '待批准', since: '{at} 起', none: '当前没有响应', tasks: '任务进展', done: '任务完成', overdue: '超时', late: '超时 {n}' },
  },
}
export default wording
