/** Left and right: the arrow keys walk through buttons that stand beside each other, and press the one that they come to. */
export function walkSiblings(event: KeyboardEvent, by: 1 | -1): void {
  const next = beside(event.currentTarget as HTMLElement, by)
  next?.focus()
  next?.click()
}

/** Up and down in a grid of such buttons: to the one that stands above or below. */
export function walkLines(event: KeyboardEvent, by: 1 | -1): void {
  const from = event.currentTarget as HTMLElement
  let next = beside(from, by)
  while (next && next.offsetLeft !== from.offsetLeft) next = beside(next, by)
  next?.focus()
  next?.click()
}

function beside(button: HTMLElement, by: 1 | -1): HTMLElement | null {
  const next = by === 1 ? button.nextElementSibling : button.previousElementSibling
  return next instanceof HTMLElement && next.hasAttribute('aria-pressed') ? next : null
}
