/** Words of pictures: why one cannot be seen is said where it should be. */
export default {
  video: {
    tool: '视频',
    title: '视频',
    count: '{n}/9 路',
    all: '全部画面',
    closeAll: '全部关闭',
    close: '关闭',
    enlarge: '放大',
    toWall: '上大屏',
    find: '名称或国标编号',
    none: '尚未登记视频',
    noneFound: '没有符合的视频',
    more: '更多',
    ptz: '云台',
    speed: '速度',
    starting: '正在接通…',
    failed: '接不通,正在重试',
    lost: '信号中断 {age}',
    held: '云台正由{name}操作',
    heldTake: '云台正由{name}操作,可接管',
    cannot: {
      h265: '摄像机编码为 H.265,本机浏览器不能解码,且没有 H.264 子码流',
      mse: '本机浏览器不能播放这种视频流',
      webrtc: '本机浏览器不支持 WebRTC',
    },
    kind: { camera: '固定摄像机', watchtower: '瞭望塔', body: '布控球', uav: '无人机', vehicle: '车载' },
    move: {
      up: '上', down: '下', left: '左', right: '右', upleft: '左上', upright: '右上', downleft: '左下', downright: '右下',
      stop: '停', zoomin: '拉近', zoomout: '拉远',
    },
  },
}
