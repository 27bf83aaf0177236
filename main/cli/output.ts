/** What the user asked for: to stdout, so that it can be piped. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** One JSON value as one line on stdout. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

/** Progress, choices and warnings: to stderr, so that stdout carries nothing but results. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Ends the process once both streams have taken all that was written: a pipe may still be full. */
export async function exitWhenWritten(code: number): Promise<never> {
  const written = (stream: NodeJS.WriteStream) => new Promise<void>((done) => stream.write('', () => done()))
  await Promise.all([written(process.stdout), written(process.stderr)])
  process.exit(code)
}

/** Rows as columns, two spaces between; columns named in `right` (counted from 0) end flush. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell))))
  }
  const line = (row: readonly string[]) => {
    const cells = row.map((cell, index) => {
      const padding = ' '.repeat((widths[index] ?? 0) - displayWidth(cell))
      return right.includes(index) ? padding + cell : cell + padding
    })
    return cells.join('  ').trimEnd()
  }
  return rows.map(line).join('\n')
}

/** Columns in a terminal: the letters of East Asian scripts take two. */
function displayWidth(text: string): number {
  const wide = text.match(
    /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/gu,
  )
  return [...text].length + (wide?.length ?? 0)
}

const grouped = new Intl.NumberFormat('en-US')

/** `22,910,480` */
export function count(value: number): string {
  return grouped.format(value)
}

/** `1.5e-8`, and `0` for none at all. */
export function difference(value: number): string {
  return value === 0 ? '0' : value.toExponential(1)
}

/** `83.1 %` of a share in 0..1. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** `1.5 GB`, in powers of 1000. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)))
  return `${(value / 1000 ** step).toFixed(step < 2 ? 0 : 1)} ${units[step]}`
}

/** `45 s`, `2 min 05 s`, `1 h 02 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`
}
