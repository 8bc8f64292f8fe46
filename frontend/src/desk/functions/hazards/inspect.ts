/** Rounds, penalties, leaders in charge and lists of indicators as the server sends them. No Vue. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type Round = Rows['InspectionRow']
export type RoundWhole = Rows['InspectionWhole']
export type Target = Rows['TargetWhole']
export type Visit = Rows['VisitRow']
export type Answer = Rows['AnswerNow']
export type Checklist = Rows['ChecklistRow']
export type Candidate = Rows['Candidate']
export type Measures = Rows['InspectionMeasures']
export type Charge = Rows['ChargeRow']
export type ChargeSheet = Rows['ChargeSheet']
export type Notice = Rows['LeaderNoticeRow']
export type IndicatorList = Rows['IndicatorListRow']
export type IndicatorWhole = Rows['IndicatorListWhole']
export type SubItem = Rows['SubItemRow']
export type RiskTown = Rows['RiskTownRow']
export type RiskCell = Rows['RiskCell']

export const percent = (done: number, of: number): number => (of === 0 ? 0 : Math.floor((100 * done) / of))

/** Sector × district: how many of each colour, the sectors with the worst first. */
export function crossed(cells: readonly RiskCell[]): { areas: string[]; lines: Array<{ sector: string; cells: Array<Record<string, number>> }> } {
  const areas = [...new Set(cells.map((one) => one.area))].sort()
  const sectors = [...new Set(cells.map((one) => one.sector))]
  const lines = sectors.map((sector) => ({
    sector,
    cells: areas.map((area) => Object.fromEntries(cells.filter((one) => one.sector === sector && one.area === area).map((one) => [one.colour, one.n]))),
  }))
  const weight = (line: (typeof lines)[number]): number => line.cells.reduce((sum, one) => sum + 1e6 * (one.red ?? 0) + 1e3 * (one.orange ?? 0) + (one.yellow ?? 0), 0)
  return { areas, lines: lines.sort((a, b) => weight(b) - weight(a)) }
}
