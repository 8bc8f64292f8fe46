/** Whether the library of dossiers lies over the desk, and which of them is open in it: a number, `new`, `import`, or the list. */
import { shallowRef } from 'vue'

export type Page = 'list' | 'new' | 'import' | number
export const library = shallowRef<Page | null>(null)
export function openLibrary(page: Page = 'list'): void {
  library.value = page
}
export function closeLibrary(): void {
  library.value = null
}
