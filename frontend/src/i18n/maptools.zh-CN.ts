/** Words of the tools beside the desk's map. */
export default {
  maptools: {
    title: '地图工具',
    close: '关闭',
  },
}
