import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { decodeImage, readImage } from '../../../../main/engine/dataset/dataset.ts'
import { loadImageFile } from '../../../../main/engine/inspection/load-image.ts'
import { forward } from '../../../../main/engine/model/forward.ts'
import { createModelFrom } from '../../../../main/engine/model/model.ts'
import { predict } from '../../../../main/engine/model/predict.ts'
import { checkpointPath } from '../../../../main/engine/runs/checkpoints.ts'
import { keepEpoch } from '../../../../main/engine/runs/checkpoint-history.ts'
import type { Resize } from '../../../../shared/graph/layer-graph.ts'
import { inspectedRun, valueOf } from './inspected-run.ts'

const golden = join(import.meta.dirname, '../../../../samples/golden')

describe('maps of layers', () => {
  let setting: Awaited<ReturnType<typeof inspectedRun>>
  beforeEach(async () => {
    setting = await inspectedRun()
  })

  it('describes what there is to look at', async () => {
    const { handlers, model, graph, run } = setting
    const described = valueOf(await handlers['inspection:describe']({ model }, {}))
    expect(described.layers.map(({ name }) => name)).toEqual(graph.nodes.map(({ name }) => name))
    expect(described.run).toEqual({ runId: run.manifest.runId, number: run.manifest.number, epoch: 2 })
    expect(described.classMapLayer).toBe('block7_sepconv2_act')
    expect(described.layers.find(({ name }) => name === 'block4_sepconv2')?.separable).toEqual({
      name: 'block4_sepconv2',
      order: 'depthwise-first',
    })
  })

  it('predicts what the folded network predicts', async () => {
    const { handlers, model, image, dataset, graph, weights } = setting
    const prediction = valueOf(await handlers['inspection:predict']({ model, image }, {}))
    const pixels = valueOf(await decodeImage(valueOf(await readImage(dataset, 0)), 32))
    const network = valueOf(createModelFrom(graph, weights))
    const expected = predict(network, pixels, 1)
    network.dispose()
    expect(prediction.image.pixels).toEqual(new Uint8Array(pixels))
    for (const { index, probability } of prediction.classes) expect(probability).toBeCloseTo(expected[index] ?? NaN, 5)
    expect(prediction.classes[0]?.probability).toBeGreaterThanOrEqual(prediction.classes[1]?.probability ?? NaN)
  })

  it('shows every layer as it is, batch norms and activations apart', async () => {
    const { handlers, model, image, graph, weights, dataset } = setting
    const pixels = valueOf(await decodeImage(valueOf(await readImage(dataset, 0)), 32))
    const network = valueOf(createModelFrom(graph, weights))
    for (const layer of ['block1_conv1', 'block2_sepconv2_bn', 'block3_sepconv1_act', 'add', 'block7_sepconv2_act']) {
      const node = graph.nodes.find(({ name }) => name === layer) ?? graph.nodes.findLast(({ kind }) => kind === 'add')
      const name = node?.name ?? ''
      const end = graph.nodes.findIndex((each) => each.name === name) + 1
      const part = { ...graph, nodes: graph.nodes.slice(0, end), outputs: [name] }
      const [height = 0, width = 0, channels = 0] = tf.tidy(() => {
        const input = tf.sub(tf.div(tf.tensor(Float32Array.from(pixels), [1, 32, 32, 3]), 127.5), 1)
        return forward({ graph: part, weights: network.weights, training: null }, input as never).shape.slice(1)
      })
      const expected = tf.tidy(() => {
        const input = tf.sub(tf.div(tf.tensor(Float32Array.from(pixels), [1, 32, 32, 3]), 127.5), 1)
        return forward({ graph: part, weights: network.weights, training: null }, input as never)
          .dataSync<'float32'>()
          .slice()
      })
      const channel = channels - 1
      const map = valueOf(await handlers['inspection:map']({ model, image, layer: name, channel }, {}))
      expect(map.size).toEqual([height, width])
      map.values.forEach((value, at) => expect(value).toBeCloseTo(expected[at * channels + channel] ?? NaN, 4))
    }
    network.dispose()
  })

  it('ranks channels and pages through them in one scale', async () => {
    const { handlers, model, image } = setting
    const ask = (offset: number) =>
      handlers['inspection:maps'](
        { model, image, layer: 'block4_sepconv1_bn', rank: 'variance', offset, count: 5, size: 4 },
        {},
      )
    const [first, second] = [valueOf(await ask(0)), valueOf(await ask(5))]
    const variances = first.order.map((channel) => first.statistics.variance[channel] ?? NaN)
    expect(variances).toEqual([...variances].sort((a, b) => b - a))
    expect(second.scale).toEqual(first.scale)
    expect(first.scale).toMatchObject({ low: -first.scale.high, signed: true })
    expect(first.tiles).toHaveLength(5 * first.tile[0] * first.tile[1])
    expect(Math.max(...first.tile)).toBeLessThanOrEqual(4)
    expect(first.receptiveField?.size[0]).toBeGreaterThan(3)
  })

  it('leaves no tensor behind but those of its caches', async () => {
    const { handlers, model } = setting
    const look = (index: number) => {
      const image = { kind: 'dataset' as const, datasetId: setting.dataset.summary.datasetId, index }
      const layer = 'block3_sepconv2_bn'
      return handlers['inspection:maps']({ model, image, layer, rank: 'mean', offset: 0, count: 4, size: 64 }, {})
    }
    const counted: number[] = []
    for (const index of [1, 1, 2, 2]) {
      await look(index)
      counted.push(tf.memory().numTensors)
    }
    expect(counted[1]).toBe(counted[0])
    expect(counted[3]).toBe(counted[2])
  })

  it('shows kernels of convolutions', async () => {
    const { handlers, model, weights } = setting
    const rank = 'channel'
    const depthwise = valueOf(
      await handlers['inspection:kernels']({ model, layer: 'block2_sepconv1', rank, offset: 1, count: 2 }, {}),
    )
    const kernel = weights.get('block2_sepconv1/depthwise_kernel') as Float32Array
    const channels = kernel.length / 9
    expect(depthwise).toMatchObject({ total: channels, planes: 1, count: 2, averaged: false, size: [3, 3] })
    expect(depthwise.values[0]).toBe(kernel[1])
    expect(depthwise.values[9 + 8]).toBe(kernel[8 * channels + 2])
    const stem = valueOf(
      await handlers['inspection:kernels']({ model, layer: 'block1_conv1', rank, offset: 0, count: 1 }, {}),
    )
    expect(stem).toMatchObject({ planes: 3, averaged: false })
    const none = { model, layer: 'block1_conv1_bn', rank, offset: 0, count: 1 } as const
    expect(await handlers['inspection:kernels'](none, {})).toMatchObject({ error: { code: 'option-invalid' } })
  })

  it('shows the rows of a pointwise half and of the dense layer, the longest first', async () => {
    const { handlers, model, weights } = setting
    const rows = valueOf(
      await handlers['inspection:kernels'](
        { model, layer: 'block2_sepconv1', part: 'mixing', rank: 'norm', offset: 0, count: 2 },
        {},
      ),
    )
    const kernel = weights.get('block2_sepconv1/pointwise_kernel') as Float32Array
    const [first = 0] = rows.order
    const inputs = rows.size[1]
    for (let input = 0; input < inputs; input++) {
      expect(rows.values[input]).toBe(kernel[input * rows.total + first])
    }
    expect(rows.norms[first]).toBe(Math.max(...rows.norms))
    const classes = valueOf(
      await handlers['inspection:kernels']({ model, layer: 'predictions', rank: 'channel', offset: 0, count: 9 }, {}),
    )
    expect(classes).toMatchObject({ part: 'mixing', total: 2, count: 2 })
    const half = { model, layer: 'block1_conv1', part: 'mixing', rank: 'norm', offset: 0, count: 1 } as const
    expect(await handlers['inspection:kernels'](half, {})).toMatchObject({ error: { code: 'option-invalid' } })
  })

  it('says what is wrong with a layer, a channel, an image or a checkpoint', async () => {
    const { handlers, model, image, run, graph, weights } = setting
    const layer = 'block1_conv1'
    expect(await handlers['inspection:map']({ model, image, layer: 'block99', channel: 0 }, {})).toMatchObject({
      error: { code: 'layer-unknown', data: { layer: 'block99' } },
    })
    expect(await handlers['inspection:map']({ model, image, layer, channel: 9999 }, {})).toMatchObject({
      error: { code: 'option-invalid', data: { option: 'channel' } },
    })
    const source = { kind: 'source', sourceId: 's' } as const
    const [broken, photo] = ['package.json', 'samples/golden/colour-wide.png']
    expect(await handlers['inspection:predict']({ model, image: source }, { s: broken })).toMatchObject({
      error: { code: 'image-unreadable' },
    })
    expect(await handlers['inspection:predict']({ model, image: source }, {})).toMatchObject({
      error: { code: 'source-unknown' },
    })
    expect(await handlers['inspection:predict']({ model, image: source }, { s: photo })).toMatchObject({ ok: true })
    const epoch = { ...model, checkpoint: 7 }
    expect(await handlers['inspection:predict']({ model: epoch, image }, {})).toMatchObject({
      error: { code: 'checkpoint-unknown', data: { checkpoint: 'of epoch 7' } },
    })
    valueOf(await keepEpoch(run.folder, graph, 7, weights))
    expect(await handlers['inspection:predict']({ model: epoch, image }, {})).toMatchObject({ ok: true })
    const last = checkpointPath(run.folder, 'last')
    await rename(last, `${last}.away`)
    expect(await handlers['inspection:predict']({ model, image }, {})).toMatchObject({
      error: { code: 'run-without-checkpoint' },
    })
    await rename(`${last}.away`, last)
  })

  it('brings an image to size as the model wants it', async () => {
    const path = join(golden, 'fashion-bag.png')
    const load = async (resize: Resize) => valueOf(await loadImageFile(path, { size: 20, resize }))
    const [plain, nearest] = [await load('bilinear-antialias'), await load('nearest')]
    expect(nearest.pixels).toEqual(valueOf(await decodeImage(await readFile(path), 20, 'bag', 'nearest')))
    expect(nearest.pixels).not.toEqual(plain.pixels)
    expect((await load('bilinear-antialias')).pixels).toEqual(plain.pixels)
  })

  it('knows photographs', async () => {
    const { handlers, model } = setting
    const image = { kind: 'source', sourceId: 's' } as const
    const seen = valueOf(await handlers['inspection:predict']({ model, image }, { s: join(golden, 'fashion-bag.png') }))
    expect(seen.image).toMatchObject({ name: 'fashion-bag.png', size: 32 })
  })
})
