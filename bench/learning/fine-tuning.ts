// Fine-tuning against training from scratch in equal time: an Xception learns eight classes of CIFAR-10, then the other
// two from a hundred images each; the same in Keras from the same weights. Each part is told on stderr as it ends.
//   node bench/learning/fine-tuning.ts [--pretrain 4000] [--pretrain-epochs 7] [--images 100] [--validation 500] [--two 3,5] [--patience 5]
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { getCifar10 } from '../../main/engine/dataset/download/get-cifar10.ts'
import { downloadsFolder } from '../../main/engine/runs/store-paths.ts'
import { python } from '../../scripts/setup/python.mjs'
import { buildNetwork } from '../../shared/zoo/network-choice.ts'
import { weightSpecs } from '../../shared/graph/weight-specs.ts'
import { encodeTensors } from '../../test/parity/tensor-file.ts'
import { markdownTable } from '../markdown-table.ts'
import { classesOf, writePixels } from './class-parts.ts'
import { FINE_TUNING, FROM_SCRATCH, network, pretrainConfig, trainFor, type Trained } from './train-run.ts'

const { values } = parseArgs({
  options: {
    pretrain: { type: 'string', default: '4000' },
    'pretrain-epochs': { type: 'string', default: '7' },
    images: { type: 'string', default: '100' },
    validation: { type: 'string', default: '500' },
    two: { type: 'string', default: '3,5' },
    patience: { type: 'string', default: '5' },
  },
})
const [pretrain, epochs] = [Number(values.pretrain), Number(values['pretrain-epochs'])]
const [images, validation] = [Number(values.images), Number(values.validation)]
const others = values.two.split(',').map(Number)
const eightClasses = Array.from({ length: 10 }, (_, index) => index).filter((index) => !others.includes(index))
/** How many times as long training from scratch takes in the last row. */
const patience = Number(values.patience)
const say = (text: string) => console.error(text)
const told = ({ best, seconds, epochs }: Omit<Trained, 'model'>) =>
  `${best.toFixed(4)} in ${seconds.toFixed(1)} s, ${epochs} epochs`

const archive = await getCifar10({ folder: join(downloadsFolder(), 'datasets'), onProgress: () => undefined })
if (!archive.ok) throw new Error(JSON.stringify(archive.error))
const interpreter = python.find()
if (interpreter.path === null) throw new Error(interpreter.reason)
const folder = await mkdtemp(join(tmpdir(), 'xw-fine-tuning-'))
try {
  const store = (name: string) => join(folder, name)
  const eight = await classesOf(archive.value.path, store('eight'), eightClasses, pretrain, 200)
  const two = await classesOf(archive.value.path, store('two'), others, images, validation)
  const base = await trainFor(store('eight'), eight, pretrainConfig(epochs), null, null)
  say(`pretrained on eight classes: ${told(base)}`)
  const tuned = await trainFor(store('two'), two, FINE_TUNING, base.model, null)
  say(`fine-tuned on two: ${told(tuned)}`)
  const scratch = await trainFor(store('two'), two, FROM_SCRATCH, null, tuned.seconds)
  say(`from scratch in the same time: ${told(scratch)}`)
  const patient = await trainFor(store('two'), two, FROM_SCRATCH, null, patience * tuned.seconds)
  say(`from scratch in ${patience} times that: ${told(patient)}`)

  const specs = weightSpecs(buildNetwork(network(8)))
  const weights = specs.map(({ key, shape }) => {
    return [`weight:${key}`, { shape, data: base.model.weights.get(key) as Float32Array }] as const
  })
  await writeFile(join(folder, 'weights'), encodeTensors(new Map(weights)))
  const counts = await writePixels(two, join(folder, 'pixels'))
  const { freeze } = FINE_TUNING.thaw[0] ?? { freeze: null }
  const request = { options: network(8).options, counts, config: FINE_TUNING, lastFrozen: freeze, patience }
  await writeFile(join(folder, 'request.json'), JSON.stringify(request))
  const script = join(import.meta.dirname, 'keras_fine_tuning.py')
  const { stdout } = await promisify(execFile)(interpreter.path, [script, folder], { maxBuffer: 1 << 24 })
  const keras = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<
    'tuned' | 'scratch' | 'patient',
    Omit<Trained, 'model'>
  >
  say(`Keras, fine-tuned: ${told(keras.tuned)}; from scratch: ${told(keras.scratch)}, ${told(keras.patient)}`)
  const row = (name: string, ours: Omit<Trained, 'model'>, theirs: Omit<Trained, 'model'>) => {
    return [name, ...[ours, theirs].flatMap(({ best, seconds }) => [best.toFixed(4), (seconds / 60).toFixed(2)])]
  }
  const head = ['two classes', 'ours, accuracy', 'ours, minutes', 'Keras, accuracy', 'Keras, minutes']
  const rows = [
    row('fine-tuned', tuned, keras.tuned),
    row('from scratch, the same time', scratch, keras.scratch),
    row(`from scratch, ${patience} times the time`, patient, keras.patient),
  ]
  console.log(markdownTable(head, rows))
} finally {
  await rm(folder, { recursive: true, force: true })
}
