/** Keeps a number and its unit on one line. */
const NO_BREAK = '\u00A0'

const COUNT_UNITS = ['', 'K', 'M', 'G', 'T'] as const
const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

const formatters = new Map<string, Intl.NumberFormat>()

/** Making a formatter costs a hundred times what using it does. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}/${JSON.stringify(options)}`
  const kept = formatters.get(key) ?? new Intl.NumberFormat(locale, options)
  formatters.set(key, kept)
  return kept
}

/** Three significant digits and a decimal unit: `22.9 M` parameters, `8.36 G` multiply-adds. */
export function formatCount(value: number, locale: string): string {
  const power = value < 1000 ? 0 : Math.min(COUNT_UNITS.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  return `${numberFormat(locale, { maximumSignificantDigits: 3 }).format(scaled)}${power === 0 ? '' : NO_BREAK}${COUNT_UNITS[power]}`
}

/** Decimal units, as file managers count: `2.1 GB`, `4.6 MB`. */
export function formatBytes(value: number, locale: string): string {
  const power = value < 1000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  const digits = power === 0 || scaled >= 100 ? 0 : 1
  return `${numberFormat(locale, { maximumFractionDigits: digits }).format(scaled)}${NO_BREAK}${BYTE_UNITS[power]}`
}

type DurationUnit = 'seconds' | 'minutes' | 'hours'

/** The largest unit that leaves a number a person can hold: under 90 s in seconds, under 90 min in minutes. */
export function formatDuration(milliseconds: number, unit: (name: DurationUnit, value: number) => string): string {
  const seconds = milliseconds / 1000
  if (seconds < 10) return unit('seconds', Math.round(seconds * 10) / 10)
  if (seconds < 90) return unit('seconds', Math.round(seconds))
  if (seconds < 90 * 60) return unit('minutes', Math.round(seconds / 60))
  return unit('hours', Math.round(seconds / 360) / 10)
}

/** Small differences in powers of ten: `3.6 × 10⁻⁷`; zero stays zero, and null (none was measured) is a dash. */
export function formatDifference(value: number | null): string {
  if (value === null) return '–'
  if (value === 0) return '0'
  const [mantissa = '', exponent = '0'] = value.toExponential(1).split('e')
  const power = Number(exponent)
  if (power >= -3 && power < 6) return String(Number(value.toPrecision(3)))
  return `${mantissa}${NO_BREAK}×${NO_BREAK}10${superscript(power)}`
}

function superscript(power: number): string {
  const digits = String(Math.abs(power)).replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)))
  return power < 0 ? `⁻${digits}` : digits
}
