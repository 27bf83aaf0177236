export interface NumberRange {
  readonly min: number
  readonly max: number
  readonly integer?: boolean
}

/** The number that a person typed, or null when it is none or lies outside; a comma may stand for the point. */
export function parseNumber(text: string, { min, max, integer }: NumberRange): number | null {
  const plain = text.trim().replace(',', '.')
  if (!/^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(plain)) return null
  const value = Number(plain)
  if (value < min || value > max) return null
  return integer && !Number.isInteger(value) ? null : value
}
