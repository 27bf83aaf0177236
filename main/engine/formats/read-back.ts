import { join } from 'node:path'
import type { Certificate, ExportFormat } from '../../../shared/contract/export.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { FORMATS } from './formats.ts'
import type { ModelFile } from './model-file.ts'
import { probabilitiesOf } from './probabilities.ts'
import { predictWithTensorflow } from './saved-model/predict-with-tensorflow.ts'
import { predictWithTfjs } from './tfjs/predict-with-tfjs.ts'

/** Loads an export and computes probabilities of RGB bytes; `model` says no more than what to feed. */
type Probabilities = (folder: string, model: ModelFile, pixels: Uint8Array) => Promise<Result<Float32Array>>

interface ReadBack {
  readonly reader: Certificate['check']['reader']
  /** Null where the workbench has no reader. */
  readonly probabilities: Probabilities | null
}

const own = (format: ExportFormat): ReadBack => ({
  reader: 'own',
  probabilities: async (folder, _, pixels) => {
    const read = await FORMATS[format].read(join(folder, FORMATS[format].file))
    return read.ok ? probabilitiesOf(read.value, pixels) : read
  },
})

/** Who reads each format back. TensorFlow.js' and TensorFlow's own loaders throw what they throw. */
export const READ_BACK: Readonly<Record<ExportFormat, ReadBack>> = {
  keras: own('keras'),
  'keras-weights': own('keras-weights'),
  h5: own('h5'),
  tfjs: {
    reader: 'tfjs',
    probabilities: async (folder, model, pixels) => succeed(await predictWithTfjs(folder, model, pixels)),
  },
  'saved-model': {
    reader: 'tensorflow',
    probabilities: (folder, model, pixels) => Promise.resolve(succeed(predictWithTensorflow(folder, model, pixels))),
  },
  onnx: { reader: 'none', probabilities: null },
  safetensors: own('safetensors'),
}
