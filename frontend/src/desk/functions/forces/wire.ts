/** 队伍建设 as the server answers it. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type ForceProfile = Rows['ForceProfile']
export type ForceSummary = Rows['ForceSummary']
export type ForceGear = Rows['ForceGearRow']
export type Training = Rows['TrainingRow']
export type TrainingCount = Rows['TrainingCount']
export type ForceBase = Rows['ForceBase']
export type ForceBaseWhole = Rows['ForceBaseWhole']
export type ForceCoverage = Rows['ForceCoverage']
export type CoverTable = Rows['CoverTable']
export type CoverDistrict = Rows['CoverDistrict']
export type CrossingCover = Rows['CrossingCover']
export type SheetDone = Rows['ForceSheetDone']
export type Volunteer = Rows['VolunteerRow']
export type VolunteerWhole = Rows['VolunteerWhole']
export type TeamCodes = Rows['TeamCodes']

/** What is shown in the right pane beside the map: the coverage of one domain or hazard. */
export const COVER = 'cover'
export const coverItem = (by: string, key: string): string => `${COVER}:${by}/${key}`
export const coverOf = (item: string | number | null): { by: string; key: string } | null => {
  const found = /^cover:(domain|hazard)\/(\w+)$/.exec(String(item ?? ''))
  return found ? { by: found[1]!, key: found[2]! } : null
}
