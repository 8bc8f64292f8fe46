/** Responses in force, as the wall's header says them. */
const wording = {
  responses: {
    short: '{family}{level}响应',
    level: { 0: '特级', 1: 'Ⅰ级', 2: 'Ⅱ级', 3: 'Ⅲ级', 4: 'Ⅳ级' },
    family: { flood: '防汛', rainstorm: '防暴雨内涝', wind: '防风', drought: '防旱', frost: '防冻', forest_fire: '森林火灾', geology: '地质灾害', earthquake: '地震', hazmat: '危化品事故', safety: '生产安全事故', general: '突发事件' },
  },
}
export default wording
