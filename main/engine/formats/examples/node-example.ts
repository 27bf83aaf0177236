import type { ExportFormat } from '../../../../shared/contract/export.ts'
import type { Resize } from '../../../../shared/graph/layer-graph.ts'
import { inputLines, inputShape, type Input } from './example-input.ts'
import { RESIZE_LINES } from './example-resize.ts'

interface NodeExample {
  readonly packages: string
  readonly imports: readonly string[]
  readonly lines: readonly string[]
}

const NODE: Readonly<Partial<Record<ExportFormat, NodeExample>>> = {
  tfjs: {
    packages: '@tensorflow/tfjs',
    imports: ["import * as tf from '@tensorflow/tfjs'"],
    lines: [
      "const json = await readJson('model.json')",
      'const weights = json.weightsManifest[0]',
      'const shards = await Promise.all(weights.paths.map((path) => readFile(new URL(path, folder))))',
      'const weightData = new Uint8Array(Buffer.concat(shards)).buffer',
      'const artifacts = { modelTopology: json.modelTopology, weightSpecs: weights.weights, weightData }',
      'const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts))',
      'const probabilities = model.predict(tf.tensor(x, [1, height, width, 3])).dataSync()',
    ],
  },
  onnx: {
    packages: 'onnxruntime-web (onnxruntime-node takes the same lines, and is faster)',
    imports: ["import * as ort from 'onnxruntime-web'"],
    lines: [
      "const session = await ort.InferenceSession.create(await readFile(new URL('model.onnx', folder)))",
      'const images = new ort.Tensor(TYPE, x, SHAPE)',
      'const probabilities = (await session.run({ images })).probabilities.data',
    ],
  },
}

/** `example.mjs` of an export: classifies an image file in Node. Null where no Node program of a few lines reads it. */
export function nodeExample(format: ExportFormat, input: Input, resize: Resize): string | null {
  const example = NODE[format]
  if (!example) return null
  const lines = example.lines.map((line) => {
    return line.replace('TYPE', `'${input.dtype}'`).replace('SHAPE', inputShape(input))
  })
  return [
    '// Says what is on an image.',
    `// Needs: npm install @napi-rs/image ${example.packages}`,
    '// Usage: node example.mjs photo.jpg',
    "import { readFile } from 'node:fs/promises'",
    "import { Transformer } from '@napi-rs/image'",
    ...example.imports,
    '',
    "const folder = new URL('./', import.meta.url)",
    "const readJson = async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8'))",
    "const labels = await readJson('labels.json')",
    "const contract = await readJson('preprocessing.json')",
    'const [height, width] = contract.inputShape',
    'const file = new Transformer(await readFile(process.argv[2])).rotate()',
    ...resizeLines(resize),
    ...inputLines(input),
    ...lines,
    'const order = labels.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a])',
    'for (const index of order.slice(0, 5)) console.log(probabilities[index].toFixed(4), labels[index])',
    '',
  ].join('\n')
}

function resizeLines(resize: Resize): readonly string[] {
  if (resize === 'bilinear-antialias') {
    return [
      '// Bilinear (1), stretched to size (1); four channels come out.',
      'file.fastResize({ width, height, filter: 1, fit: 1 })',
      'const pixels = (await file.rawPixels()).filter((_, index) => index % 4 !== 3)',
    ]
  }
  return [
    'const image = await file.metadata()',
    '// Its own size: four channels come out, whatever the file has.',
    'image.data = await file.fastResize({ width: image.width, height: image.height, fit: 1 }).rawPixels()',
    ...RESIZE_LINES[resize],
  ]
}
