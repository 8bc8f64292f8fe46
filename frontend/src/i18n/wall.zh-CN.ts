/** Wording of the wall. */
const wording = {
  wall: {
    title: '应急指挥一张图',
  },
}
export default wording
