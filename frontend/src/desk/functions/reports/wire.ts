/** Reports, what is owed and instructions as the server sends them. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type ReportRow = Rows['InfoReportRow']
export type ReportWhole = Rows['InfoReportWhole']
export type Reporting = Rows['ReportingRow']
export type Clock = Rows['ReportClockRow']
export type Instruction = Rows['InstructionWhole']
export type PhoneReport = Rows['PhoneReportRow']
export type Kind = ReportRow['kind']

export const ELEMENTS = ['time', 'place', 'source', 'received', 'cause', 'course', 'consequences', 'scope', 'trend', 'actions', 'leaders', 'measures', 'requests', 'on_scene'] as const
export const RUNNING = new Set(['running', 'reminded', 'overdue'])
export const split = (text: string): string[] =>
  text
    .split(/[、,\n]/)
    .map((one) => one.trim())
    .filter(Boolean)
