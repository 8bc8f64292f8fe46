/** Arrow keys walk through a list of row buttons; Enter and click are the browser's own. */
export function moveFocus(event: KeyboardEvent): void {
  if (event.isComposing || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
  const list = event.currentTarget as HTMLElement
  const rows = [...list.querySelectorAll<HTMLElement>('.row')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  event.preventDefault()
  rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus()
}
