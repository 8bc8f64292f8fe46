/** Wording of evacuations: the order, the two books, the gap. */
const wording = {
  evacuation: {
    order: '下达转移令',
    reason: '事由', reasonHint: '如:火线逼近石明村', target: '应转移人数', orderedBy: '决定人(姓名、职务)', dueMinutes: '时限(分钟)', towns: '转移范围',
    kind: { pre_emptive: '提前转移', rescue: '解救转移' },
    state: { ordered: '已下令', going: '转移中', complete: '转移完成', returning: '返回中', closed: '已结束', cancelled: '已取消' },
    none: '本事件没有转移任务',
    moved: '已转移 {n}/{of} 人', refused: '拒不转移 {n} 人', counted: '安置点登记 {n} 人', elsewhere: '投亲靠友等 {n} 人', left: '还剩 {n} 人',
    due: '时限 {at}', late: '已超时限',
    gap: '在途或漏登 {n} 人', over: '多登 {n} 人', even: '两本台账相符',
    shelter: '安置点', sent: '送往', arrived: '到达', capacity: '容量 {n}',
    missing: '没有去向的特殊群体人员 {n} 名',
    escort: '护送:{name}', noEscort: '未定护送人',
    carried: { walks: '可步行', wheelchair: '轮椅', stretcher: '担架', ambulance: '救护车' },
    books: '台账', fold: '收起',
    departure: '登记转移', arrival: '登记到达', household: '户主或单位', people: '人数', where: '去向', elsewhereWord: '投亲靠友', town: '镇街', escortWord: '护送人', refusedWord: '拒不转移',
    arrivalHint: '离开安置点填负数',
    strike: '划销', struck: '已划销:{why}', why: '原因',
    complete: '转移完成', completeWhy: '特殊群体未全部登记的原因(如有)', approveReturn: '批准返回', returnName: '批准人(姓名、职务)', returnFacts: '依据(如:水位、气体读数)', returnStations: '随附测站读数(超限的不能批准)', overMark: '超限', returnedOn: '批准返回:{name};{facts}',
    close: '结束', cancel: '取消转移令', returned: '已返回',
    measure: { boats: '渔船回港', rafts: '渔排人员上岸', ships: '在港船舶加固', zones: '危险区域人员转移', houses: '危房、低洼、户外作业人员转移', wind_farms: '海上风电平台人员撤离' },
    failed: '台账没有取到,请重试',
  },
}
export default wording
