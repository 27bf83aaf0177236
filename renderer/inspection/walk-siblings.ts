/** The arrow keys walk through buttons that stand beside each other, and press the one that they come to. */
export function walkSiblings(event: KeyboardEvent, by: 1 | -1): void {
  const from = event.currentTarget as HTMLElement
  const next = by === 1 ? from.nextElementSibling : from.previousElementSibling
  if (!(next instanceof HTMLElement) || next.tagName !== from.tagName || !next.hasAttribute('aria-pressed')) return
  next.focus()
  next.click()
}
