/** 终端: whose devices are looked at, by the subject they speak for; set by a press on the map or by the search. */
import { shallowRef } from 'vue'
import { openTool } from '../maptools/tools'

export const shownSubject = shallowRef<number | null>(null)

export function showDevices(subject: number): void {
  shownSubject.value = subject
  openTool.value = 'devices'
}
