import type { ExportFormat } from '../../../../shared/contract/export.ts'
import { inputLines, inputShape, type Input } from './example-input.ts'

interface BrowserExample {
  /** Files of an npm package's `dist` folder that stand beside the page. */
  readonly files: string
  readonly head?: string
  readonly load: readonly string[]
  /** From `image`, the RGBA bytes of a canvas, to `probabilities`. */
  readonly predict: (input: Input) => readonly string[]
}

const BROWSER: Readonly<Partial<Record<ExportFormat, BrowserExample>>> = {
  tfjs: {
    files: 'tf.min.js of the npm package @tensorflow/tfjs',
    head: '<script src="tf.min.js"></script>\n',
    load: ["const model = await tf.loadLayersModel('model.json')"],
    predict: () => [
      'const pixels = tf.browser.fromPixels(image)',
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
    predict: (input) => [
      'const pixels = image.data.filter((_, index) => index % 4 !== 3)',
      ...inputLines(input),
      `const images = new ort.Tensor('${input.dtype}', x, ${inputShape(input)})`,
      'const probabilities = (await session.run({ images })).probabilities.data',
    ],
  },
}

/** `example.html` of an export: a page that classifies a file that is chosen, or the one that its address names. */
export function browserExample(format: ExportFormat, input: Input): string | null {
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
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context.imageSmoothingQuality = 'high'
    context.drawImage(await createImageBitmap(blob), 0, 0, width, height)
    const image = context.getImageData(0, 0, width, height)
${indent(example.predict(input), 4)}
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
