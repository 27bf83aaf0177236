/** Colours of the charts, resolved from the window's tokens for the theme in force. */
export interface ChartTheme {
  readonly training: string
  readonly raw: string
  readonly grid: string
  readonly text: string
  readonly surface: string
  readonly cursor: string
  readonly font: string
}

/** Reads the tokens as the browser resolves them: custom properties alone would give `light-dark(…)` back. */
export function readChartTheme(): ChartTheme {
  const probe = document.createElement('span')
  document.body.append(probe)
  const colour = (value: string) => {
    probe.style.color = value
    return getComputedStyle(probe).color
  }
  const theme = {
    training: colour('var(--accent)'),
    raw: colour('color-mix(in srgb, var(--accent) 30%, transparent)'),
    grid: colour('color-mix(in srgb, var(--text) 9%, transparent)'),
    text: colour('var(--muted)'),
    surface: colour('var(--surface)'),
    cursor: colour('var(--control-border)'),
    font: getComputedStyle(document.body).fontFamily,
  }
  probe.remove()
  return theme
}
