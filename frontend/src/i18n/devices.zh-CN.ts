/** Words of terminals and of what they are told. */
export default {
  devices: {
    tool: '终端', title: '终端与指令', find: '名称或编号', none: '没有符合的终端', waiting: '待第二人批准',
    ago: '{span}前', never: '从未', seconds: '{n} 秒', untilNow: '至今', bindings: '绑定记录', understandsNone: '该终端不接收指令',
    stuck: '定位长时间一位不变,疑似定位卡死,请核实位置',
    tell: '对“{name}”:{what}', send: '下发', askSecond: '提请批准', holdTo: '按住 1.5 秒:{what}',
    needsSecond: '须第二人批准后才会下发,理由记入日志。',
    why: '理由', whyNeeded: '必填', whyOptional: '可不填', because: '理由:{why}',
    approve: '批准并下发', refuse: '不批准', takeBack: '撤回', takenBack: '申请人撤回', approvedBy: '{name}批准', refusedBy: '{name}否决',
    pick: '在地图上选点', picking: '请在地图上点选…', flightOf: '航线任务 {n}',
    lost: '遗失/被盗', lostMeans: '立即注销:不再采信其定位,凭据作废,未发指令取消。找回后须重新登记。', revoke: '注销终端',
    fact: { battery: '电量', link: '信号', heard: '最近收到', every: '上报间隔', model: '型号', firmware: '固件', id: '编号' },
    state: {
      asked: '待第二人批准', issued: '待发', sent: '已发出', accepted: '设备已接受', done: '已完成', failed: '失败',
      timed_out: '超时未答', expired: '过期未发', refused: '未批准',
    },
    kind: {
      locate: '请求定位', text: '发文字', tts: '语音播报', tts_stop: '停止播报', group: '切换通话组', disable: '遥毙', enable: '解除遥毙',
      live_start: '开始直播', live_stop: '停止直播', live_quality: '直播清晰度', live_lens: '切换镜头',
      authority_grab: '获取飞行控制权', payload_authority_grab: '获取负载控制权', takeoff_to_point: '一键起飞到点', fly_to_point: '飞向目标点',
      fly_to_point_stop: '停止飞向目标点', return_home: '返航', return_home_cancel: '取消返航', flight_prepare: '下发航线', flight_execute: '执行航线',
      flight_pause: '暂停航线', flight_recovery: '继续航线', flight_undo: '取消航线任务', property: '设置参数',
      dock_debug_on: '进入远程调试', dock_debug_off: '退出远程调试', dock_open: '打开舱盖', dock_close: '关闭舱盖',
    },
    field: {
      text: '内容', times: '播报遍数', group: '通话组', point: '目标点', height: '椭球高(米)', speed: '速度(米/秒)', takeoff_height: '安全起飞高(米)',
      quality: '清晰度', lens: '镜头', url: '航线文件地址', md5: '文件 MD5', rth_height: '返航高(米)', run: '航线任务', name: '参数', value: '数值',
    },
    quality: { 0: '自适应', 1: '流畅', 2: '标清', 3: '高清', 4: '超清' },
    lens: { normal: '默认', wide: '广角', zoom: '变焦', ir: '红外' },
    property: { height_limit: '限高(米)', rth_altitude: '返航高度(米)', night_lights_state: '夜航灯(0 关 1 开)' },
    adapter: {
      dji: '大疆上云', owntracks: 'OwnTracks 手机', radio: '电台', field: '网页终端', osmand: 'OsmAnd/Traccar 手机', traccar: 'Traccar 转发',
      jt808: '车载终端', tak: 'TAK(ATAK)', meshtastic: 'Meshtastic 电台', thingsboard: '传感器', sparkplug: 'Sparkplug B',
      sensorthings: 'SensorThings', odid: '远程识别', mavlink: 'MAVLink 飞控', gb28181: '国标平台', mapped: '按映射表接入', homie: 'Homie 传感器',
    },
  },
}
