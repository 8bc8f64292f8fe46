/** 检查轮次 on a phone. */
const wording = {
  rounds: {
    title: '检查', due: '{at} 前', left: '待查 {n}', done: '已查完', seen: '已查', seenHere: '已填,待发', more: '其余 {n} 处', metres: '{n} 米', km: '{n} 公里',
    here: '已到现场,距对象 {n} 米', far: '距对象 {n} 米,提交时将注明', noFix: '还没有定位,提交时将注明', value: { yes: '符合', no: '不符合', na: '不适用' },
    what: '哪里不符合', hazard: '登记为隐患', photo: '拍照', photoAsked: '须拍照', note: '其他说明', open: '还有 {n} 项没有填', noPhoto: '{n} 项须拍照,还没有照片', later: '先放下', send: '提交',
  },
}
export default wording
