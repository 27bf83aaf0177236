import type { ExportFormat } from '../../../shared/contract/export.ts'
import type { ModelFile } from './model-file.ts'

/** `README.txt` of an export: what the files are, and how to load the model with the right preprocessing. */
export function exportReadme(model: ModelFile, format: ExportFormat): string {
  const [size = 0] = model.graph.inputShape
  return [
    `${model.graph.name}, exported by Xception Workbench`,
    '',
    `Input: RGB images of ${size}x${size} pixels, stretched to size (bilinear with antialiasing), pixels / 127.5 - 1.`,
    `Output: ${model.labels.length} probabilities, in the order of labels.json.`,
    '',
    'labels.json         the class names',
    'preprocessing.json  how an image becomes the input',
    'certificate.json    what was compared after the files were read back, with their checksums',
    'golden/             the images of that comparison',
    '',
    ...(format === 'keras' ? kerasExamples(size) : tfjsExamples(size)),
    '',
  ].join('\n')
}

const kerasExamples = (size: number) => [
  'Python, with Keras 3:',
  '',
  '  import json, keras, numpy as np',
  '  from PIL import Image',
  '  model = keras.models.load_model("model.keras")',
  '  labels = json.load(open("labels.json", encoding="utf-8"))',
  `  image = Image.open("photo.jpg").convert("RGB").resize((${size}, ${size}), Image.BILINEAR)`,
  '  x = np.asarray(image, "float32")[None] / 127.5 - 1',
  '  p = model.predict(x)[0]',
  '  print(labels[p.argmax()], p.max())',
  '',
  'To train it further, compile it first: model.compile("sgd", "sparse_categorical_crossentropy").',
  'In the workbench: xw predict model.keras photo.jpg',
]

const tfjsExamples = (size: number) => [
  'In a browser, with @tensorflow/tfjs and this folder served over HTTP:',
  '',
  "  const model = await tf.loadLayersModel('model.json')",
  "  const labels = await (await fetch('labels.json')).json()",
  `  const canvas = new OffscreenCanvas(${size}, ${size})`,
  "  const context = canvas.getContext('2d')",
  "  context.imageSmoothingQuality = 'high'",
  `  context.drawImage(image, 0, 0, ${size}, ${size})`,
  '  const p = tf.tidy(() => model.predict(tf.browser.fromPixels(canvas).div(127.5).sub(1).expandDims()).dataSync())',
  '  console.log(labels[p.indexOf(Math.max(...p))])',
  '',
  'In Node, with @tensorflow/tfjs-node:',
  '',
  "  const model = await tf.loadLayersModel('file://model.json')",
  '  const pixels = tf.node.decodeImage(bytes, 3)',
  `  const x = tf.image.resizeBilinear(pixels, [${size}, ${size}], false, true).div(127.5).sub(1).expandDims()`,
  '  model.predict(x).print()   // resizeBilinear does not antialias: make large photos smaller first',
  '',
  'In the workbench: xw predict model.json photo.jpg',
]
