/** Rows and answers of the one press and of approvals, as the server spells them. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type Press = Rows['PressRow']
export type Leg = Rows['PressLegRow']
export type Preview = Rows['PressPreview']
export type Part = Rows['PartPreview']
export type PartName = Part['kind']
export type PressWhole = Rows['PressWhole']
export type Confirmed = Rows['PressConfirmed']
export type Undone = Rows['PressUndone']
export type CorrectionPreview = Rows['PressCorrectionPreview']
export type Needs = Rows['PressNeeds']
export type Approval = Omit<Rows['ApprovalWhole'], 'words' | 'reason' | 'said_by' | 'said_on' | 'said_at' | 'read_back' | 'may_approve'>
export type ApprovalWhole = Rows['ApprovalWhole']

/** Tables the board keeps without knowing their rows by name. */
export { tableOf as rowsOf } from '../incident/wire'
