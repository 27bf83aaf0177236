// A learning check on real data: the small-image Xception on CIFAR-10, ours and Keras', from the same first weights, on
// the same augmented batches in the same order, with the same schedule; several seeds.
//   node bench/learning/learning.ts [--images 10000] [--epochs 5] [--seeds 2]
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { getCifar10 } from '../../main/engine/dataset/download/get-cifar10.ts'
import { downloadsFolder } from '../../main/engine/runs/store-paths.ts'
import { python } from '../../scripts/setup/python.mjs'
import { learningTable } from './learning-table.ts'
import { trainOurs } from './train-ours.ts'

const run = promisify(execFile)

/** One seed's validation accuracy after each epoch, in 0..1, and the seconds of all its steps. */
export interface Curve {
  readonly seed: number
  readonly accuracy: readonly number[]
  readonly seconds: number
}

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '10000' },
    epochs: { type: 'string', default: '5' },
    seeds: { type: 'string', default: '2' },
  },
})
const [images, epochs, seeds] = [Number(values.images), Number(values.epochs), Number(values.seeds)]
const say = (text: string) => console.error(text)

const archive = await getCifar10({ folder: join(downloadsFolder(), 'datasets'), onProgress: () => undefined })
if (!archive.ok) throw new Error(JSON.stringify(archive.error))
const interpreter = python.find()
if (interpreter.path === null) throw new Error(interpreter.reason)
const pairs: { readonly ours: Curve; readonly keras: Curve }[] = []
for (let seed = 1; seed <= seeds; seed++) {
  const folder = await mkdtemp(join(tmpdir(), 'xw-learning-'))
  try {
    const ours = await trainOurs({ archive: archive.value.path, folder, images, epochs, seed })
    say(`seed ${seed}, ours:  ${ours.accuracy.map((value) => value.toFixed(4)).join('  ')}`)
    const script = join(import.meta.dirname, 'keras_learning.py')
    const { stdout } = await run(interpreter.path, [script, folder], { maxBuffer: 1 << 24 })
    const keras = { seed, ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Omit<Curve, 'seed'>) }
    say(`seed ${seed}, Keras: ${keras.accuracy.map((value) => value.toFixed(4)).join('  ')}`)
    pairs.push({ ours, keras })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
console.log(learningTable(pairs))
