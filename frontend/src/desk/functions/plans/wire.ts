/** Rows and answers of plans, tasks and responses, as the server spells them. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type PlanRow = Rows['PlanRow']
export type PlanWhole = Rows['PlanWhole']
export type Coverage = Rows['Coverage']
export type CoverageCell = Rows['CoverageCell']
export type Preview = Rows['ActivationPreview']
export type Activation = Rows['ActivationWhole']
export type ResponseRow = Rows['ResponseRow']
export type ResponseWhole = Rows['ResponseWhole']
export type ResponseFacts = Rows['ResponseFacts']
export type Approvers = Rows['ResponseApprovers']
export type Change = Rows['ResponseChangeRow']
export type Check = Rows['OutsideEventRow']
export type TaskRow = Rows['TaskRow']
export type TaskSet = Rows['TaskSetRow']
export type TaskSetWhole = Rows['TaskSetWhole']
export type TaskWhole = Rows['TaskWhole']
export type TaskSheetPreview = Rows['TaskSheetPreview']

/** A plan's sheet, as it lies in its file; checked by the server. */
export interface Sheet {
  headquarters: string
  roles: Array<{ code: string; title: string; duty: string; deputy: string }>
  groups: Array<{ code: string; name: string; lead: string; members: string[]; duty: string }>
  process: Array<{ level: number; conditions: string[]; approver: string; steps: string[] }>
  tasks: Array<{ key: string; group: string; title: string; owner: string; offset_min: number; minutes: number; levels: number[]; evidence: string }>
  resources: Array<{ name: string; kind: string; quantity: number | null; unit: string; keeper: string }>
  release: { outlet: string; line: string }
  recovery: string[]
}

/** An approver's word as the form holds it. */
export interface Word {
  form: 'written' | 'verbal'
  approver: string
  title: string
  said_on: string
  read_back: boolean
  consent: string
  paper_number: string
}
export const ownWord = (): Word => ({ form: 'written', approver: '', title: '', said_on: '', read_back: false, consent: '', paper_number: '' })
