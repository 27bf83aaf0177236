import type { Certificate, ExportFormat } from '../../../../shared/contract/export.ts'
import type { Resize } from '../../../../shared/graph/layer-graph.ts'

/**
 * From `image` to `pixels`. Pillow's own bilinear always antialiases; as a transform, band by band in floats, it never
 * does. Its nearest takes other pixels than TensorFlow's where a place falls on the border of two.
 */
const RESIZE: Readonly<Record<Resize, readonly string[]>> = {
  'bilinear-antialias': [
    'pixels = np.asarray(image.resize((width, height), Image.Resampling.BILINEAR), "uint8")[None]',
  ],
  nearest: [
    '# The nearest pixel, as tf.image.resize takes it.',
    'def places(size, full):',
    '    return np.minimum((np.arange(size, dtype="float32") + 0.5) * np.float32(full / size), full - 1).astype(int)',
    'pixels = np.asarray(image)[places(height, image.height)][:, places(width, image.width)][None]',
  ],
  bilinear: [
    '# Bilinear without antialiasing: resize() always antialiases.',
    'how = (width, height), Image.Transform.EXTENT, (0, 0, *image.size), Image.Resampling.BILINEAR',
    'bands = [np.asarray(band.convert("F").transform(*how)) for band in image.split()]',
    'pixels = np.floor(np.stack(bands, -1) + 0.5).astype("uint8")[None]',
  ],
}

/** What each format's Python program needs from pip, how it loads the model, and how it gets `probabilities`. */
interface PythonExample {
  readonly packages: string
  readonly imports: readonly string[]
  readonly lines: readonly string[]
}

const PREDICT = 'probabilities = model.predict(x, verbose=0)[0]'

const PYTHON: Readonly<Partial<Record<ExportFormat, PythonExample>>> = {
  keras: {
    packages: 'keras tensorflow',
    imports: ['import keras'],
    lines: ['model = keras.saving.load_model(folder / "model.keras")', PREDICT],
  },
  'keras-weights': {
    packages: 'keras tensorflow',
    imports: ['import keras'],
    lines: [
      'model = keras.models.model_from_json((folder / "architecture.json").read_text("utf-8"))',
      'model.load_weights(folder / "model.weights.h5")',
      PREDICT,
    ],
  },
  h5: {
    packages: 'keras tensorflow',
    imports: ['import keras'],
    lines: ['model = keras.saving.load_model(folder / "model.h5", compile=False)', PREDICT],
  },
  'saved-model': {
    packages: 'tensorflow',
    imports: ['import tensorflow as tf'],
    lines: [
      'model = tf.saved_model.load(str(folder)).signatures["serving_default"]',
      'probabilities = model(images=tf.constant(x))["probabilities"].numpy()[0]',
    ],
  },
  onnx: {
    packages: 'onnxruntime',
    imports: ['import onnxruntime'],
    lines: [
      'session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])',
      'probabilities = session.run(["probabilities"], {"images": x})[0][0]',
    ],
  },
  safetensors: {
    packages: 'safetensors keras tensorflow',
    imports: ['import keras', 'from safetensors.numpy import load_file'],
    lines: [
      'model = keras.models.model_from_json((folder / "architecture.json").read_text("utf-8"))',
      'weights = load_file(folder / "model.safetensors")',
      'for layer in model.layers:',
      '    for weight in layer.weights:',
      '        weight.assign(weights[f"{layer.name}/{weight.name}"])',
      PREDICT,
    ],
  },
}

/** `example.py` of an export: classifies an image file. Null where no Python program reads the format. */
export function pythonExample(
  format: ExportFormat,
  input: NonNullable<Certificate['input']>,
  resize: Resize,
): string | null {
  const example = PYTHON[format]
  if (!example) return null
  const scaled = ['x = pixels * np.float32(contract["scale"]) + np.float32(contract["offset"])']
  const turned = input.layout === 'nchw' ? ['x = x.transpose(0, 3, 1, 2)'] : []
  return [
    '"""Says what is on an image.',
    '',
    `Needs: pip install numpy pillow ${example.packages}`,
    'Usage: python example.py photo.jpg',
    '"""',
    'import json',
    'import sys',
    'from pathlib import Path',
    '',
    ...example.imports,
    'import numpy as np',
    'from PIL import Image, ImageOps',
    '',
    'folder = Path(__file__).resolve().parent',
    'labels = json.loads((folder / "labels.json").read_text("utf-8"))',
    'contract = json.loads((folder / "preprocessing.json").read_text("utf-8"))',
    'height, width, _ = contract["inputShape"]',
    'image = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("RGB")',
    ...RESIZE[resize],
    ...(input.values === 'pixels' ? ['x = pixels  # the preprocessing is inside the model'] : [...scaled, ...turned]),
    ...example.lines,
    'for index in probabilities.argsort()[::-1][:5]:',
    '    print(f"{probabilities[index]:.4f} {labels[index]}")',
    '',
  ].join('\n')
}
