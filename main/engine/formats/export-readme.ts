import type { Certificate, ExportFormat } from '../../../shared/contract/export.ts'
import type { Preprocessing } from '../../../shared/graph/layer-graph.ts'
import { exportExamples } from './examples/export-examples.ts'
import type { ModelFile } from './model-file.ts'

/** The main files of each format, and who reads them. */
const FILES: Readonly<Record<ExportFormat, readonly string[]>> = {
  keras: ['model.keras          the model, for keras.saving.load_model (Keras 3)'],
  'keras-weights': [
    'model.weights.h5     the weights, for model.load_weights (Keras 3)',
    'architecture.json    the layers, for keras.models.model_from_json',
  ],
  h5: ['model.h5             the model, for load_model of Keras 2, tf_keras and Keras 3'],
  tfjs: ['model.json, *.bin    the model, for tf.loadLayersModel of TensorFlow.js'],
  'saved-model': ['saved_model.pb       the model, for tf.saved_model.load, TensorFlow Serving and TFSMLayer'],
  onnx: ['model.onnx           the model (opset 17, any batch size), for ONNX Runtime and others'],
  safetensors: [
    'model.safetensors    the weights as layer/weight, under the names and in the layout of Keras',
    'architecture.json    the layers, for keras.models.model_from_json',
  ],
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'example.py': 'example.py           says what is on an image, in Python',
  'example.mjs': 'example.mjs          the same in Node',
  'example.html': 'example.html         the same in a browser',
}

const RESIZE_TEXT: Readonly<Record<Preprocessing['resize'], string>> = {
  'bilinear-antialias': "bilinear with antialiasing, as Pillow's",
  bilinear: 'bilinear without antialiasing, as tf.image.resize',
  nearest: 'the nearest pixel, as tf.image.resize',
}

/** Formats that the workbench writes and does not read. */
const PROGRAMS: ReadonlySet<ExportFormat> = new Set(['onnx', 'saved-model'])

/** `README.txt` of an export: what the files are, and how to load the model with the right preprocessing. */
export function exportReadme(model: ModelFile, format: ExportFormat, input: NonNullable<Certificate['input']>): string {
  const [height = 0, width = 0] = model.graph.inputShape
  const { scale, offset, resize } = model.graph.preprocessing
  const shape = input.layout === 'nchw' ? `[batch, 3, ${height}, ${width}]` : `[batch, ${height}, ${width}, 3]`
  return [
    `${model.graph.name}, exported by Xception Workbench`,
    '',
    `Images: RGB, the whole image stretched to ${width}x${height} pixels (${RESIZE_TEXT[resize]}).`,
    input.values === 'pixels'
      ? `Input: the pixels themselves, ${input.dtype} ${shape}; the preprocessing is inside the model.`
      : `Input: pixels * ${scale} + (${offset}), ${input.dtype} ${shape}.`,
    `Output: ${model.labels.length} probabilities, in the order of labels.json.`,
    '',
    ...FILES[format],
    ...Object.keys(exportExamples(format, input, resize)).map((name) => EXAMPLES[name] ?? name),
    'labels.json          the class names',
    'preprocessing.json   how an image becomes the input',
    'certificate.json     what was compared, by which reader, with checksums of the files',
    'golden/              the images of that comparison',
    '',
    'Check this folder anywhere: xw verify FOLDER',
    ...(PROGRAMS.has(format) ? [] : ['In the workbench: xw predict FOLDER photo.jpg']),
    '',
  ].join('\n')
}
