/** What the centre sends of monitoring; one place, for desk and wall. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type DepartmentPage = Rows['DepartmentPage']
export type Department = Rows['DepartmentRow']
export type Outage = Rows['Outage']
export type StationPage = Rows['StationPage']
export type Station = Rows['StationRow']
export type StationWhole = Rows['StationWhole']
export type CameraGroup = Rows['CameraGroupRow']
export type PanelSet = Rows['PanelSetRow']
export type Inspection = { id: number; area: string; title: string; due_at: string; state: string; overdue: boolean; total: number; done: number; x: number | null }
