// How long each network of the zoo takes to build and to run, each in a process of its own; the best of a few.
//   node bench/networks/measure-networks.ts [how many processes for each, 3]
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { NETWORK_NAMES, ZOO } from '../../shared/zoo/zoo.ts'
import { markdownTable } from '../markdown-table.ts'
import type { NetworkTimes } from './network-child.ts'

const run = promisify(execFile)
const child = join(import.meta.dirname, 'network-child.ts')
const rounds = Number(process.argv[2] ?? 3)
const TIMES = ['graphMs', 'weightsMs', 'firstMs', 'nextMs'] as const

async function measure(...args: readonly string[]): Promise<NetworkTimes> {
  const { stdout } = await run(process.execPath, [child, ...args], { maxBuffer: 1 << 20 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as NetworkTimes
}

/** `0.8` and `12` and `1,240`: three digits at most. */
const shown = (ms: number) => (ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en-US'))

const rows: string[][] = []
for (const variant of ['paper', 'small'] as const) {
  for (const name of NETWORK_NAMES) {
    const found: NetworkTimes[] = []
    for (let round = 0; round < rounds; round++) found.push(await measure(name, variant))
    const [first] = found
    if (!first) throw new Error('at least one round')
    const best = TIMES.map((time) => shown(Math.min(...found.map((each) => each[time]))))
    rows.push([ZOO[name].title, `${first.side}×${first.side}`, String(first.layers), ...best])
    console.error(rows.at(-1)?.join('  '))
  }
}
const heads = ['graph, ms', 'fresh weights, ms', 'first image, ms', 'next images, ms']
console.log(markdownTable(['network', 'image', 'layers', ...heads], rows))
