// Seconds and peak memory of writing and reading the full Xception in each format, each in a process of its own.
//   node bench/formats/measure-formats.ts
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exportFormatSchema } from '../../shared/contract/export.ts'
import { markdownTable } from '../markdown-table.ts'
import type { Measured } from './formats-child.ts'

const run = promisify(execFile)
const child = join(import.meta.dirname, 'formats-child.ts')

/** Programs, which are written but never read. */
const WRITE_ONLY = ['saved-model', 'onnx']

async function measure(...args: readonly string[]): Promise<Measured> {
  const { stdout } = await run(process.execPath, [child, ...args], { maxBuffer: 1 << 20 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured
}

/** A file that is written has its weights in memory before; one that is read, after. */
const parts = ({ seconds, peakBytes, baseBytes, weightBytes }: Measured, before: number) => {
  const more = peakBytes - baseBytes
  return [seconds.toFixed(2), (more / 1e6).toFixed(0), ((more + before * weightBytes) / weightBytes).toFixed(2)]
}
const rows: string[][] = []
for (const format of exportFormatSchema.options) {
  const folder = await mkdtemp(join(tmpdir(), 'xw-formats-'))
  try {
    const written = await measure('write', format, folder)
    const read = WRITE_ONLY.includes(format) ? null : await measure('read', format, folder)
    rows.push([format, ...parts(written, 1), ...(read ? parts(read, 0) : ['–', '–', '–'])])
    console.error(rows.at(-1)?.join('  '))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
const columns = ['s', 'MB more', 'peak, times the weights']
const head = ['format', ...['write', 'read'].flatMap((what) => columns.map((column) => `${what}: ${column}`))]
console.log(markdownTable(head, rows))
