import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createActivations } from '../../main/engine/inspection/activations.ts'
import { classMap } from '../../main/engine/inspection/class-map.ts'
import { inspectModel } from '../../main/engine/inspection/inspected-model.ts'
import { loadImageFile } from '../../main/engine/inspection/load-image.ts'
import { imageInput } from '../../shared/graph/image-input.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { channelStatistics } from '../../shared/inspection/channel-statistics.ts'
import { centredGram, effectiveRank, linearCka } from '../../shared/inspection/similarity.ts'
import { createRandom } from '../../shared/training/random.ts'
import { xceptionOptionsSchema } from '../../shared/zoo/xception-options.ts'
import { xception } from '../../shared/zoo/xception.ts'
import { relativeMaximum } from './errors.ts'
import { normalTensor, prefixed, weightData, wideWeights } from './fixtures.ts'
import { describeParity, runPython } from './keras.ts'
import { decodeTensors, encodeTensors, type NamedTensor, type TensorFile } from './tensor-file.ts'

vi.setConfig({ testTimeout: 300_000 })

const photo = join(import.meta.dirname, '../fixtures/photographs/coffee.png')

async function askKeras(request: object, tensors: TensorFile): Promise<TensorFile> {
  const folder = await mkdtemp(join(tmpdir(), 'xw-parity-'))
  try {
    const paths = { input: join(folder, 'input'), output: join(folder, 'output') }
    await writeFile(paths.input, encodeTensors(tensors))
    await writeFile(join(folder, 'request.json'), JSON.stringify({ ...request, ...paths }))
    await runPython('inspection.py', join(folder, 'request.json'))
    return decodeTensors(await readFile(paths.output))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const dataOf = (tensors: TensorFile, name: string) => (tensors.get(name) as NamedTensor).data

function valueOf<T>(result: { ok: true; value: T } | { ok: false; error: object }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** Layers of a stem, of the middle of a residual block, and the last activation. */
const options = xceptionOptionsSchema.parse({ inputSize: 48, width: 0.25, middle: 1, classes: 7 })
const CASES: readonly (readonly [string, LayerGraph, object, readonly string[], readonly string[]])[] = [
  [
    'a small Xception',
    xception(options),
    { model: 'small', options },
    ['block1_conv1', 'block3_sepconv1_bn', 'block5_sepconv2_act', 'block7_sepconv2_act'],
    ['block1_conv1', 'block3_sepconv1_bn', 'block5_sepconv2_act', 'block7_sepconv2_act'],
  ],
  [
    'Xception at 299 pixels',
    xception(),
    { model: 'full' },
    ['block2_sepconv2_bn', 'block8_sepconv2', 'block13_sepconv2', 'block14_sepconv2_act'],
    // Through more than that, rounding tips ReLUs of random weights over.
    ['block13_sepconv2', 'block14_sepconv2_act'],
  ],
]

describeParity('looks into a network, against Keras on the same weights and a photograph', () => {
  test.each(CASES)('%s: maps, their statistics and Grad-CAM', async (_, graph, model, layers, mapped) => {
    const weights = wideWeights(graph, 11)
    const own = valueOf(inspectModel({ graph, weights: weightData(weights), labels: [] }, { key: 'own', run: null }))
    const image = valueOf(await loadImageFile(photo, imageInput(graph)))
    const images = {
      shape: [1, own.inputSize, own.inputSize, 3],
      data: Float32Array.from(image.pixels, (pixel) => pixel / 127.5 - 1),
    }
    const activations = createActivations()
    // Of the class that it is surest of: there is evidence for it.
    const { logits } = activations.classes(own, image)
    const chosen = logits.indexOf(Math.max(...logits))
    const tensors: TensorFile = new Map([...prefixed('weight:', weights), ['images', images]])
    const expected = await askKeras({ ...model, layers, class: chosen }, tensors)
    for (const layer of layers) {
      const map = activations.read(own, image, layer)
      expect(relativeMaximum(map, dataOf(expected, `map:${layer}`)), layer).toBeLessThan(1e-4)
      const channels = own.shapes.get(layer)?.[2] ?? 0
      const { minimum, maximum, mean, energy, variance } = channelStatistics(map, channels)
      const statistics = dataOf(expected, `statistics:${layer}`)
      for (const [row, values] of [minimum, maximum, mean, energy, variance].entries()) {
        const theirs = statistics.slice(row * channels, (row + 1) * channels)
        expect(relativeMaximum(values, theirs), `${layer}, statistic ${row}`).toBeLessThan(1e-4)
      }
      if (!mapped.includes(layer)) continue
      const cam = valueOf(
        await classMap(own, image, { method: 'grad-cam', layer, classIndex: chosen, cells: 3 }, activations, () =>
          Promise.resolve(true),
        ),
      )
      expect(cam.maximum).toBeGreaterThan(0)
      expect(relativeMaximum(cam.values, dataOf(expected, `cam:${layer}`)), `Grad-CAM of ${layer}`).toBeLessThan(1e-4)
    }
    activations.clear()
    own.dispose()
  })

  test('linear CKA and effective rank, against NumPy', async () => {
    const [count, width] = [20, 45]
    const x = normalTensor([count, width], createRandom(3), 0.3)
    const noise = normalTensor([count, width], createRandom(4))
    const y = { shape: x.shape, data: x.data.map((value, at) => value + 0.7 * (noise.data[at] ?? 0)) }
    const weights = wideWeights(xception(options), 1)
    const images = normalTensor([1, 48, 48, 3], createRandom(5))
    const tensors: TensorFile = new Map([...prefixed('weight:', weights), ['images', images], ['x', x], ['y', y]])
    const expected = await askKeras({ model: 'small', options, layers: [], class: 0 }, tensors)
    const [k, l] = [centredGram({ values: x.data, count }), centredGram({ values: y.data, count })]
    expect(linearCka(k, l)).toBeCloseTo(dataOf(expected, 'cka')[0] ?? NaN, 5)
    expect(effectiveRank(k, count)).toBeCloseTo(dataOf(expected, 'rank')[0] ?? NaN, 4)
  })
})
