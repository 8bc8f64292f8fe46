/** Rows and answers of alarms as the desk reads them. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type AlarmRow = Rows['AlarmRow']
export type AlarmWhole = Rows['AlarmWhole']
export type Signal = Rows['ReportRow']
export type VerdictGiven = Rows['VerdictRow']
