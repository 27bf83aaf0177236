import type { ExportFormat } from '../../../../shared/contract/export.ts'
import type { Resize } from '../../../../shared/graph/layer-graph.ts'
import { inputLines, inputShape, type Input } from './example-input.ts'
import { RESIZE_LINES, TFJS_RESIZE } from './example-resize.ts'

interface BrowserExample {
  /** Files of an npm package's `dist` folder that stand beside the page. */
  readonly files: string
  readonly head?: string
  readonly load: readonly string[]
  /** From `image`, the RGBA bytes of a canvas (of the model's size already where it antialiases), to `probabilities`. */
  readonly predict: (input: Input, resize: Resize) => readonly string[]
}

const BROWSER: Readonly<Partial<Record<ExportFormat, BrowserExample>>> = {
  tfjs: {
    files: 'tf.min.js of the npm package @tensorflow/tfjs',
    head: '<script src="tf.min.js"></script>\n',
    load: ["const model = await tf.loadLayersModel('model.json')"],
    predict: (_, resize) => [
      `const pixels = tf.browser.fromPixels(image)${resize === 'bilinear-antialias' ? '' : TFJS_RESIZE[resize]}`,
      'const x = pixels.mul(contract.scale).add(contract.offset).expandDims()',
      'const probabilities = model.predict(x).dataSync()',
    ],
  },
  onnx: {
    files: 'ort.wasm.bundle.min.mjs and ort-wasm-simd-threaded.wasm of the npm package onnxruntime-web',
    load: [
      "const ort = await import('./ort.wasm.bundle.min.mjs')",
      "const session = await ort.InferenceSession.create('model.onnx')",
    ],
    predict: (input, resize) => [
      ...(resize === 'bilinear-antialias'
        ? ['const pixels = image.data.filter((_, index) => index % 4 !== 3)']
        : RESIZE_LINES[resize]),
      ...inputLines(input),
      `const images = new ort.Tensor('${input.dtype}', x, ${inputShape(input)})`,
      'const probabilities = (await session.run({ images })).probabilities.data',
    ],
  },
}

/** From `blob` to `image`. */
const IMAGE: Readonly<Record<'sized' | 'whole', readonly string[]>> = {
  sized: [
    "const context = new OffscreenCanvas(width, height).getContext('2d')",
    "context.imageSmoothingQuality = 'high'",
    'context.drawImage(await createImageBitmap(blob), 0, 0, width, height)',
    'const image = context.getImageData(0, 0, width, height)',
  ],
  whole: [
    'const bitmap = await createImageBitmap(blob)',
    "const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')",
    'context.drawImage(bitmap, 0, 0)',
    'const image = context.getImageData(0, 0, bitmap.width, bitmap.height)',
  ],
}

/** `example.html` of an export: a page that classifies a file that is chosen, or the one that its address names. */
export function browserExample(format: ExportFormat, input: Input, resize: Resize): string | null {
  const example = BROWSER[format]
  if (!example) return null
  return `<!doctype html>
<meta charset="utf-8" />
<title>What is on an image</title>
<!-- Serve this folder over HTTP, with ${example.files} (its dist folder) beside this page. -->
${example.head ?? ''}<input type="file" accept="image/*" />
<pre></pre>
<script type="module">
  const readJson = async (name) => (await fetch(name)).json()
  const [labels, contract] = await Promise.all(['labels.json', 'preprocessing.json'].map(readJson))
  const [height, width] = contract.inputShape
${indent(example.load, 2)}

  async function classify(blob) {
${indent(IMAGE[resize === 'bilinear-antialias' ? 'sized' : 'whole'], 4)}
${indent(example.predict(input, resize), 4)}
    const order = labels.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a])
    const lines = order.slice(0, 5).map((index) => probabilities[index].toFixed(4) + ' ' + labels[index])
    document.querySelector('pre').textContent = lines.join('\\n')
  }
  document.querySelector('input').onchange = ({ target }) => classify(target.files[0])
  const address = new URLSearchParams(location.search).get('image')
  if (address) await classify(await (await fetch(address)).blob())
</script>
`
}

const indent = (lines: readonly string[], by: number) => lines.map((line) => `${' '.repeat(by)}${line}`).join('\n')
