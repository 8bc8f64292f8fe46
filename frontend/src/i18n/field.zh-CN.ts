/** Wording of the field. */
const wording = {
  field: {
    title: '应急指挥一张图',
  },
}
export default wording
