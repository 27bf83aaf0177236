import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tf } from '../../../../main/engine/backend/tensorflow.ts'
import { profileNetwork } from '../../../../main/engine/lab/profile-network.ts'
import { showComparison } from '../../../../main/engine/lab/show-comparison.ts'
import { showSeparable } from '../../../../main/engine/lab/show-separable.ts'
import type { UnknownNode } from '../../../../shared/graph/any-graph.ts'
import { inceptionModule } from '../../../../shared/zoo/inception-module.ts'
import { requests } from '../../../../shared/contract/requests.ts'
import { createKnownDatasets } from '../../../../main/engine/dataset/dataset.ts'
import { createImageFinder } from '../../../../main/engine/inspection/load-image.ts'

const findImage = createImageFinder(createKnownDatasets('/store'))

const GOLDEN = join(import.meta.dirname, '../../../../samples/golden')
const picture = join(GOLDEN, readdirSync(GOLDEN).find((file) => file.endsWith('.png')) ?? '')
const image = { kind: 'source', sourceId: 's1' } as const
const paths = { s1: picture }

const comparison = (given: object) => requests['lab:compare'].args.parse(given)

test.each([null, image])(
  'Fig. 2 and Fig. 3 agree on noise and on an image, and the difference is shown as none',
  async (on) => {
    const args = comparison({ kind: 'segments', options: { segments: 4, activation: 'relu' }, image: on })
    const shown = await showComparison(findImage, args, paths)
    if (!shown.ok) throw new Error(shown.error.code)
    expect(requests['lab:compare'].result.parse(shown.value).relativeError).toBeLessThan(1e-5)
    expect([...shown.value.difference.values].every((byte) => byte === 127 || byte === 128)).toBe(true)
    expect(shown.value.first.values).toHaveLength(32 * 32)
  },
)

test('a ReLU between the halves makes it another function, which can be seen', async () => {
  const args = comparison({ kind: 'composition', options: { activation: 'relu' }, image })
  const shown = await showComparison(findImage, args, paths)
  if (!shown.ok) throw new Error(shown.error.code)
  expect(shown.value.relativeError).toBeGreaterThan(0.05)
  expect(new Set(shown.value.difference.values).size).toBeGreaterThan(10)
})

test('segments that do not divide and a file that is gone are said', async () => {
  const five = await showComparison(
    findImage,
    comparison({ kind: 'segments', options: { segments: 5 }, image: null }),
    {},
  )
  expect(five).toMatchObject({ error: { code: 'option-invalid' } })
  const gone = await showComparison(findImage, comparison({ kind: 'segments', options: {}, image }), {
    s1: '/nowhere.png',
  })
  expect(gone).toMatchObject({ error: { code: 'not-found' } })
})

test('given kernels are at work: one of a single 1 leaves its colour, and the mixing row adds them up', async () => {
  const identity = [0, 0, 0, 0, 1, 0, 0, 0, 0]
  const zero = new Array<number>(9).fill(0)
  const weights = {
    kind: 'given',
    kernels: [identity, zero, identity],
    mixing: [
      [1, 0, 0],
      [0, 1, 0],
    ],
  } as const
  const before = tf.memory().numTensors
  const args = requests['lab:separable'].args.parse({ image, weights, size: 24 })
  const shown = await showSeparable('/store', findImage, args, paths)
  expect(tf.memory().numTensors).toBe(before)
  if (!shown.ok) throw new Error(shown.error.code)
  const { depthwise, pointwise, relativeError } = requests['lab:separable'].result.parse(shown.value)
  expect(relativeError).toBeLessThan(1e-5)
  expect(depthwise.map(({ kernel }) => kernel)).toEqual([identity, zero, identity])
  expect(new Set(depthwise[1]?.output.values).size).toBe(1)
  expect(pointwise.map(({ row }) => row)).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ])
  expect(new Set(pointwise[0]?.output.values).size).toBeGreaterThan(1)
  expect(new Set(pointwise[1]?.output.values).size).toBe(1)
})

test('a run that is not there has no first separable convolution', async () => {
  const weights = { kind: 'run', runId: 'run-9', checkpoint: 'best' } as const
  const args = requests['lab:separable'].args.parse({ image, weights })
  expect(await showSeparable('/store', findImage, args, paths)).toMatchObject({ error: { code: 'run-unknown' } })
})

test('times each kernel of a network, keeps no tensors, and leaves off when it is told to', async () => {
  const graph = inceptionModule({ form: 'segmented', segments: 3 })
  const before = tf.memory().numTensors
  const profile = await profileNetwork(graph, () => false)
  expect(tf.memory().numTensors).toBe(before)
  const timed = profile?.parts.filter(({ milliseconds }) => milliseconds >= 0).map(({ layer }) => layer)
  expect(new Set(timed)).toEqual(new Set(graph.nodes.map(({ name }) => name).filter((name) => name !== 'input')))
  expect(await profileNetwork(graph, () => true)).toBeNull()
})

test('of a file with layers that are not known it times the known ones', async () => {
  const { nodes, ...rest } = inceptionModule({ form: 'simplified', segments: 2 })
  const [input, first, ...others] = nodes
  if (!input || !first) throw new Error('a module without layers')
  const attributes = { className: 'Sorcery', config: [], outputShape: null, parameters: null, macs: null }
  const unknown: UnknownNode = {
    name: first.name,
    block: first.block,
    inputs: first.inputs,
    kind: 'unknown',
    attributes,
  }
  const profile = await profileNetwork({ ...rest, nodes: [input, unknown, ...others] }, () => false)
  const timed = new Set(profile?.parts.map(({ layer }) => layer))
  const behind = others.filter(({ inputs }) => inputs.includes(unknown.name)).map(({ name }) => name)
  expect(timed.size).toBeGreaterThan(0)
  for (const name of [unknown.name, ...behind]) expect(timed.has(name)).toBe(false)
})
