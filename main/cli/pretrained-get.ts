import { join } from 'node:path'
import { PRETRAINED } from '../../shared/zoo/pretrained.ts'
import { downloadsFolder, storeFolder } from '../engine/runs/store-paths.ts'
import { DONE, optionInvalid, valueOf } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { onInterrupt } from './interrupt.ts'
import { bytes, count, note, print, printJson } from './output.ts'

const NAMES = PRETRAINED.map(({ name }) => name).join(', ')

/** Fetches published weights to start from. */
export const pretrainedGet = defineCommand({
  name: 'pretrained get',
  summary: `Get published ImageNet weights to start from: ${NAMES}`,
  positionals: [{ name: 'NAME', about: PRETRAINED.map(({ name, about }) => `${name}: ${about}`).join('; ') }],
  options: {
    file: { kind: 'text', hint: 'file', about: 'a copy of the published file, for machines without a network' },
    json: JSON_OPTION,
  },
  notes: [
    "The weights are Keras' own (about 90 MB); their hash is checked, and they stay in the folder of downloads.",
    'Interrupted, the command goes on from what it has downloaded. It asks for nothing unless it is run.',
    'Then: xw train DIR --from imagenet, and xw predict imagenet IMAGE.',
  ],
  examples: [
    'pretrained get xception',
    'pretrained get xception --file xception_weights_tf_dim_ordering_tf_kernels.h5',
  ],
  async run({ values, positionals }) {
    const [name = ''] = positionals
    const entry = PRETRAINED.find((each) => each.name === name)
    if (!entry) throw optionInvalid('NAME', `"${name}"`, NAMES)
    note(`${entry.about}; from ${entry.weights.url}; licence: ${entry.licence}`)
    const { getPretrained } = await import('../engine/pretrained/get-pretrained.ts')
    const interrupt = onInterrupt()
    const live = process.stderr.isTTY
    const folder = join(downloadsFolder(), 'pretrained')
    const onProgress = (done: number, total: number | null) => {
      if (live) process.stderr.write(`\r\u001B[K${bytes(done)}${total === null ? '' : ` of ${bytes(total)}`}`)
    }
    try {
      const request = { store: storeFolder(), folder, from: values.file, signal: interrupt.signal, onProgress }
      const { summary } = valueOf(await getPretrained(entry, request))
      if (live) process.stderr.write('\r\u001B[K')
      const numbered = summary.labels[0] === '0'
      if (values.json) printJson({ ...summary, licence: entry.licence, source: entry.source })
      else {
        print(`${summary.modelId}: ${count(summary.parameters)} parameters, ${count(summary.labels.length)} classes`)
        if (numbered) note('the names of the classes could not be had; they are numbered')
        print('start from it with: xw train DIR --from imagenet')
      }
      return DONE
    } finally {
      interrupt.release()
    }
  },
})
