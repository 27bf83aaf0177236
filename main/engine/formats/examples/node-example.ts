import type { Certificate, ExportFormat } from '../../../../shared/contract/export.ts'

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
    packages: 'onnxruntime-node',
    imports: ["import ort from 'onnxruntime-node'"],
    lines: [
      "const session = await ort.InferenceSession.create(fileURLToPath(new URL('model.onnx', folder)))",
      'const { probabilities: output } = await session.run({ images: new ort.Tensor(TYPE, x, SHAPE) })',
      'const probabilities = output.data',
    ],
  },
}

/** `example.mjs` of an export: classifies an image file in Node. Null where no Node program of a few lines reads it. */
export function nodeExample(format: ExportFormat, input: NonNullable<Certificate['input']>): string | null {
  const example = NODE[format]
  if (!example) return null
  const onnx = format === 'onnx'
  const channelsFirst = input.layout === 'nchw'
  const scaled = 'Float32Array.from(pixels, (value) => value * contract.scale + contract.offset)'
  const turned = 'Float32Array.from(x, (_, i) => scaled[(i % (height * width)) * 3 + Math.floor(i / (height * width))])'
  const shape = channelsFirst ? '[1, 3, height, width]' : '[1, height, width, 3]'
  const lines = example.lines.map((line) => line.replace('TYPE', `'${input.dtype}'`).replace('SHAPE', shape))
  return [
    '// Says what is on an image.',
    `// Needs: npm install @napi-rs/image ${example.packages}`,
    '// Usage: node example.mjs photo.jpg',
    "import { readFile } from 'node:fs/promises'",
    ...(onnx ? ["import { fileURLToPath } from 'node:url'"] : []),
    "import { Transformer } from '@napi-rs/image'",
    ...example.imports,
    '',
    "const folder = new URL('./', import.meta.url)",
    "const readJson = async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8'))",
    "const labels = await readJson('labels.json')",
    "const contract = await readJson('preprocessing.json')",
    'const [height, width] = contract.inputShape',
    'const image = new Transformer(await readFile(process.argv[2]))',
    '// Bilinear (1), stretched to size (1); four channels come out.',
    'image.fastResize({ width, height, filter: 1, fit: 1 })',
    'const pixels = (await image.rawPixels()).filter((_, index) => index % 4 !== 3)',
    ...(input.values === 'pixels'
      ? ['const x = Uint8Array.from(pixels) // the preprocessing is inside the model']
      : channelsFirst
        ? [`const scaled = ${scaled}`, 'let x = scaled', `x = ${turned}`]
        : [`const x = ${scaled}`]),
    ...lines,
    'const order = labels.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a])',
    'for (const index of order.slice(0, 5)) console.log(probabilities[index].toFixed(4), labels[index])',
    '',
  ].join('\n')
}
