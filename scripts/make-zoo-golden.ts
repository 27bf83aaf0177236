/**
 * Makes test/fixtures/{nin,inception-v1,inception-v2}-paper.json: what the papers' tables say, worked out row by row from
 * their numbers alone. Nothing of the workbench is imported: these are what its networks are held against.
 *
 *   node_modules/.bin/node scripts/make-zoo-golden.ts
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Convolution {
  readonly side: number
  readonly from: number
  readonly to: number
  /** Side of the map that it makes. */
  readonly on: number
}

interface Row {
  /** Layers of this name, or with it and an underscore in front of theirs, belong to the row. */
  readonly name: string
  /** `[side, side, channels]` after the row; of the layer `at`. */
  readonly outputShape: readonly number[]
  readonly at: string
  readonly parameters: number
  readonly macs: number
  /** Millions of operations as the table prints them, where the arithmetic gives the same. */
  readonly printed?: number
}

/** Kernel values, and what stands beside each filter: a bias, or batch norm's four. */
const cost = (convolutions: readonly Convolution[], beside: number) => ({
  parameters: convolutions.reduce((sum, { side, from, to }) => sum + side * side * from * to + beside * to, 0),
  macs: convolutions.reduce((sum, { side, from, to, on }) => sum + side * side * from * to * on * on, 0),
})

const dense = (name: string, from: number, to: number): Row => {
  return { name, at: name, outputShape: [to], parameters: from * to + to, macs: from * to }
}

/* GoogLeNet, Table 1 of arXiv:1409.4842. */

type V1Line = readonly [
  place: string,
  on: number,
  from: number,
  ones: number,
  reduce3: number,
  threes: number,
  reduce5: number,
  fives: number,
  pool: number,
  printed?: number,
]

/** Its "ops" column fits the arithmetic (3b: 388,096 · 28² = 304 M) but for 5a: 1,042,432 · 7² is 51 M, not 54. */
const V1_LINES: readonly V1Line[] = [
  ['3a', 28, 192, 64, 96, 128, 16, 32, 32, 128],
  ['3b', 28, 256, 128, 128, 192, 32, 96, 64, 304],
  ['4a', 14, 480, 192, 96, 208, 16, 48, 64, 73],
  ['4b', 14, 512, 160, 112, 224, 24, 64, 64, 88],
  ['4c', 14, 512, 128, 128, 256, 24, 64, 64, 100],
  ['4d', 14, 512, 112, 144, 288, 32, 64, 64, 119],
  ['4e', 14, 528, 256, 160, 320, 32, 128, 128, 170],
  ['5a', 7, 832, 256, 160, 320, 32, 128, 128],
  ['5b', 7, 832, 384, 192, 384, 48, 128, 128, 71],
]

function v1Module([place, on, from, ones, reduce3, threes, reduce5, fives, pool, printed]: V1Line): Row {
  const name = `inception_${place}`
  const convolutions = [
    { side: 1, from, to: ones, on },
    { side: 1, from, to: reduce3, on },
    { side: 3, from: reduce3, to: threes, on },
    { side: 1, from, to: reduce5, on },
    { side: 5, from: reduce5, to: fives, on },
    { side: 1, from, to: pool, on },
  ]
  const outputShape = [on, on, ones + threes + fives + pool]
  return { name, at: name, outputShape, ...cost(convolutions, 1), ...(printed === undefined ? {} : { printed }) }
}

/** Section 5: a 5x5/3 average pool makes 4x4 of 14x14; 128 filters of 1x1, 1024 units, 1000 classes. */
function v1Head(index: number, from: number): Row {
  const { parameters, macs } = cost([{ side: 1, from, to: 128, on: 4 }], 1)
  const [hidden, last] = [dense('', 4 * 4 * 128, 1024), dense('', 1024, 1000)]
  return {
    name: `auxiliary${index}`,
    at: `auxiliary${index}_predictions`,
    outputShape: [1000],
    parameters: parameters + hidden.parameters + last.parameters,
    macs: macs + hidden.macs + last.macs,
  }
}

const inceptionV1: readonly Row[] = [
  // 7·7·3·64 + 64 = 9,472 (the table has "2.7K" and 34 M operations; 9,408 · 112² is 118 M).
  {
    name: 'conv1',
    at: 'conv1_act',
    outputShape: [112, 112, 64],
    ...cost([{ side: 7, from: 3, to: 64, on: 112 }], 1),
  },
  {
    name: 'conv2',
    at: 'conv2_act',
    outputShape: [56, 56, 192],
    ...cost(
      [
        { side: 1, from: 64, to: 64, on: 56 },
        { side: 3, from: 64, to: 192, on: 56 },
      ],
      1,
    ),
    printed: 360,
  },
  ...V1_LINES.map(v1Module),
  { ...dense('predictions', 1024, 1000), printed: 1 },
]

/* BN-Inception, Fig. 5 of arXiv:1502.03167. */

type V2Line = readonly [
  place: string,
  on: number,
  from: number,
  ones: number,
  reduce3: number,
  threes: number,
  reduceDouble: number,
  doubles: number,
  pool: number,
]

const V2_LINES: readonly V2Line[] = [
  ['3a', 28, 192, 64, 64, 64, 64, 96, 32],
  ['3b', 28, 256, 64, 64, 96, 64, 96, 64],
  ['4a', 14, 576, 224, 64, 96, 96, 128, 128],
  ['4b', 14, 576, 192, 96, 128, 96, 128, 128],
  ['4c', 14, 576, 160, 128, 160, 128, 160, 96],
  ['4d', 14, 576, 96, 128, 192, 160, 192, 96],
  ['5a', 7, 1024, 352, 192, 320, 160, 224, 128],
  ['5b', 7, 1024, 352, 192, 320, 192, 224, 128],
]

/** With stride 2 in the last convolution of each branch; the pool passes all channels through. */
const V2_HALVING: readonly (readonly [string, number, number, number, number, number, number])[] = [
  ['3c', 14, 320, 128, 160, 64, 96],
  ['4e', 7, 576, 128, 192, 192, 256],
]

function v2Module([place, on, from, ones, reduce3, threes, reduceDouble, doubles, pool]: V2Line): Row {
  const name = `inception_${place}`
  const convolutions = [
    { side: 1, from, to: ones, on },
    { side: 1, from, to: reduce3, on },
    { side: 3, from: reduce3, to: threes, on },
    { side: 1, from, to: reduceDouble, on },
    { side: 3, from: reduceDouble, to: doubles, on },
    { side: 3, from: doubles, to: doubles, on },
    { side: 1, from, to: pool, on },
  ]
  return { name, at: name, outputShape: [on, on, ones + threes + doubles + pool], ...cost(convolutions, 4) }
}

function v2Halving([place, on, from, reduce3, threes, reduceDouble, doubles]: (typeof V2_HALVING)[number]): Row {
  const name = `inception_${place}`
  const convolutions = [
    { side: 1, from, to: reduce3, on: 2 * on },
    { side: 3, from: reduce3, to: threes, on },
    { side: 1, from, to: reduceDouble, on: 2 * on },
    { side: 3, from: reduceDouble, to: doubles, on: 2 * on },
    { side: 3, from: doubles, to: doubles, on },
  ]
  return { name, at: name, outputShape: [on, on, threes + doubles + from], ...cost(convolutions, 4) }
}

const inceptionV2: readonly Row[] = [
  {
    name: 'conv1',
    at: 'conv1_act',
    outputShape: [112, 112, 64],
    ...cost([{ side: 7, from: 3, to: 64, on: 112 }], 4),
  },
  {
    name: 'conv2',
    at: 'conv2_act',
    outputShape: [56, 56, 192],
    ...cost(
      [
        { side: 1, from: 64, to: 64, on: 56 },
        { side: 3, from: 64, to: 192, on: 56 },
      ],
      4,
    ),
  },
  ...V2_LINES.map(v2Module),
  ...V2_HALVING.map(v2Halving),
  dense('predictions', 1024, 1000),
]

/* NIN. The paper has no table; the authors' Caffe models, https://github.com/mavenlin/cuda-convnet and Caffe's model zoo. */

function mlpconv(
  name: string,
  on: number,
  side: number,
  from: number,
  filters: readonly [number, number, number],
): Row {
  const [first, second, third] = filters
  const convolutions = [
    { side, from, to: first, on },
    { side: 1, from: first, to: second, on },
    { side: 1, from: second, to: third, on },
  ]
  return { name, at: `${name}_mlp2_act`, outputShape: [on, on, third], ...cost(convolutions, 1) }
}

/** The last mlpconv ends with one map for each class. */
function lastMlpconv(name: string, on: number, from: number, filters: number, classes: number): readonly Row[] {
  const two = [
    { side: 3, from, to: filters, on },
    { side: 1, from: filters, to: filters, on },
  ]
  const maps = [{ side: 1, from: filters, to: classes, on }]
  return [
    { name, at: `${name}_mlp1_act`, outputShape: [on, on, filters], ...cost(two, 1) },
    { name: 'class_maps', at: 'class_maps_act', outputShape: [on, on, classes], ...cost(maps, 1) },
  ]
}

const nin: readonly Row[] = [
  // (224 - 11) / 4 + 1 = 54; pools to 27, 13 and 6.
  mlpconv('mlpconv1', 54, 11, 3, [96, 96, 96]),
  mlpconv('mlpconv2', 27, 5, 96, [256, 256, 256]),
  mlpconv('mlpconv3', 13, 3, 256, [384, 384, 384]),
  ...lastMlpconv('mlpconv4', 6, 384, 1024, 1000),
]

const ninCifar: readonly Row[] = [
  mlpconv('mlpconv1', 32, 5, 3, [192, 160, 96]),
  mlpconv('mlpconv2', 16, 5, 96, [192, 192, 192]),
  ...lastMlpconv('mlpconv3', 8, 192, 192, 10),
]

const total = (rows: readonly Row[]) => ({
  totalParameters: rows.reduce((sum, row) => sum + row.parameters, 0),
  macs: rows.reduce((sum, row) => sum + row.macs, 0),
  rows,
})

const fixtures = join(import.meta.dirname, '../test/fixtures')
const tables = {
  'nin-paper': { imagenet: total(nin), cifar: total(ninCifar) },
  'inception-v1-paper': {
    plain: total(inceptionV1),
    auxiliary: total([...inceptionV1, v1Head(1, 512), v1Head(2, 528)]),
  },
  'inception-v2-paper': { plain: total(inceptionV2) },
}
for (const [name, table] of Object.entries(tables)) {
  await writeFile(join(fixtures, `${name}.json`), `${JSON.stringify(table, null, 1)}\n`)
}
