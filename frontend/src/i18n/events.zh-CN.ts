/** What an event of the log is called: the thing, what became of it, and both together where that reads badly. For the timeline and the replay. */
const wording = {
  events: {
    kind: { incident_opened: '立案', alert_answered: '预警处置登记', alert_proposal_left: '预警建议办结', incident_entered: '事件移入', incident_closed: '事件结束', check_opened: '开始安全联络', danger_entered: '进入危险区', danger_exited: '离开危险区', danger_left: '危险区撤销', evacuation_ordered: '下达转移令', evacuation_arrived: '安置点登记', evacuation_departed: '登记转移', evacuation_struck: '划销台账一行', evacuation_late: '转移已超时限', evacuation_moved: '转移安置随事件移交', evacuation_returned: '人员返回', response_overdue: '口头批准逾期未补书面手续', response_papered: '补办书面手续', footage_kept: '录像存入事件' },
    table: {
      alarm: '警情', incident: '事件', unit: '队伍', assignment: '派遣', order: '指令', call: '叫应', phone_call: '电话', talk_group: '通话组', burst: '话音',
      check: '安全联络', roll_call: '点名', danger: '危险区', plot: '标绘', fence: '围栏', fence_crossing: '围栏', presse: '一键通', broadcast: '群发', conference: '会商',
      conference_leg: '会商', decision: '决定', drill: '演练', exercise: '演练', post: '驻防点', vehicle: '车辆', subject: '定位对象', wall: '大屏', seat: '席位',
      supply_request: '物资', reinforcement: '增援', approval: '审批', link: '画面', layer: '图层', feed: '数据源', case: '案例', channel: '渠道', phone_line: '线路',
      talk_act: '通话干预', standby: '待命', saved_scene: '大屏场景', conference_roll_call: '会商点名', stream: '视频',
      alert: '预警', alert_proposal: '预警建议', basemap: '底图', command: '终端指令', conference_recording: '会商录像', contact: '联系人', duty_board: '值守', duty_log: '值班日志',
      duty_roll_call: '点名抽查', duty_roster: '值班表', duty_shift: '班次', duty_swap: '调班', dossier: '企业档案', dossier_paper: '档案文件', evacuation: '转移安置', feature_export: '图层导出', feature_sheet: '图层导入',
      footage: '视频录像', footage_part: '录像片段', handover: '交接班', incident_hold: '资料留存', info_report: '信息报告', instruction: '领导批示', nil_report: '零报告',
      person: '人员', plot_sign: '标绘符号', reporting: '报告时限', response: '应急响应', ruling: '授权', session: '登录', special_period: '特殊时段', task: '任务',
      task_set: '任务清单', terminal: '终端', token: '令牌', track_export: '轨迹导出', vulnerable: '特殊群体',
    },
    verb: {
      raised: '接报', repeated: '再次上报', merged: '归并', acknowledged: '确认', verified: '核实', reopened: '重开', cleared: '恢复', shelved: '搁置', unshelved: '恢复提醒',
      escalated: '升级', overdue: '超时', step_done: '完成一步', changed: '变更', entered: '进入', left: '离开', opened: '启用', written: '记事', struck: '划改', attached: '附件',
      guarded: '看守期满', closed: '结束', moved: '转移', restored: '恢复', registered: '登记', planned: '预案', accepted: '接受', en_route: '出动', arrived: '到场', working: '处置',
      leaving: '撤离', back: '归队', released: '解除', issued: '下达', sent: '发出', delivered: '送达', read: '已读', refused: '拒绝', expired: '过期', cancelled: '撤销', answered: '应答',
      advanced: '推进', requested: '申请', approved: '批准', consented: '同意', ordered: '下令', returned: '归还', heard: '有联络', lost: '失联', started: '开始', completed: '完成',
      marked: '标定', exited: '离开', called: '呼出', failed: '失败', stepped: '转下一级', covered: '代答', taken: '接手', retried: '重试', linked: '关联', stopped: '停止',
      progressed: '进展', listed: '定名单', ended: '结束', aborted: '中止', missed: '未接', recorded: '录音', joined: '加入', parted: '退出', muted: '禁呼', swept: '清理',
      asked: '申请', done: '完成', confirmed: '按下', counted: '进展', undone: '撤回', corrected: '更正', given: '通过', used: '使用', silenced: '静音', added: '添加', reported: '上报',
      reserved: '预留', back_ordered: '欠货', picked: '备货', shipped: '发运', received: '签收', settled: '结清', papered: '补手续', shared: '共享', recording: '录制', minuted: '纪要',
      decided: '决定', switched: '切换', provider_down: '中断', provider_up: '恢复', talk_group: '转通话组', invited: '邀请', ringing: '振铃', left_room: '离会', declined: '谢绝',
      acked: '签收', made: '作出', drawn: '绘制', locked: '锁定', removed: '移除', imported: '导入', noted: '记录', crossed: '越界', undo: '撤销',
      chosen: '选定', created: '新建', departed: '离家', downgraded: '降级', drafted: '起草', dropped: '作废', extended: '扩大', fed_back: '反馈', filled: '填报',
      finished: '办结', flagged: '标记', handed: '移交', hinted: '提示终止', in_progress: '办理中', kept: '存入', late: '逾期', loaded: '载入', measured: '填报进度',
      met: '按时完成', placed: '设定', posted: '发布', proposed: '建议', published: '发布', purged: '清除', reassigned: '改派', regraded: '重定级别', rejected: '退回',
      reminded: '提醒', resumed: '续办', returning: '批准返回', revealed: '查看完整信息', reviewed: '审核', revoked: '吊销', saved: '保存', sent_back: '退改', shown: '显示',
      signed: '签发', submitted: '送审', summed: '总结', superseded: '已被替代', supervised: '督办', taken_over: '接替', test_mode: '测试状态', timed_out: '超时无应答',
      turned: '有变', dismissed: '不采纳', over: '数值回落', updated: '更新', upgraded: '升级', urged: '催办', withdrawn: '撤回',
    },
  },
}
export default wording
