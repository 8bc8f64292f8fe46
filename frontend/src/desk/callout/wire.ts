/** Answers of the callout and contacts APIs, as the desk reads them. */
import type { components } from '@/api/schema'

type Rows = components['schemas']
export type CallWhole = Rows['CallWhole']
export type CalloutWhole = Rows['CalloutWhole']
export type Contact = Rows['PersonRow']
export type ContactWhole = Rows['PersonWhole']
export type Notified = Rows['Notified']
