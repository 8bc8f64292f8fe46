/** Wording of the desk. */
const wording = {
  desk: {
    title: '应急指挥一张图',
  },
}
export default wording
