import type { ExportFormat } from '../../../shared/contract/export.ts'
import { fail, type Result } from '../../../shared/contract/result.ts'
import { upToFirstOutput } from '../../../shared/graph/first-output.ts'
import { fileResult } from './file-result.ts'
import { readH5 } from './h5/read-h5.ts'
import { H5_FILE, writeH5 } from './h5/write-h5.ts'
import { readKeras } from './keras/read-keras.ts'
import { KERAS_FILE, writeKeras } from './keras/write-keras.ts'
import { KERAS_WEIGHTS_FILE, writeKerasWeights } from './keras/write-keras-weights.ts'
import type { ModelFile, ReadModel } from './model-file.ts'
import { ONNX_FILE, writeOnnx, type OnnxInput } from './onnx/write-onnx.ts'
import { readSafetensorsModel } from './safetensors/read-safetensors-model.ts'
import { SAFETENSORS_FILE, writeSafetensorsModel } from './safetensors/write-safetensors-model.ts'
import { SAVED_MODEL_FILE, writeSavedModel } from './saved-model/write-saved-model.ts'
import { readTfjs } from './tfjs/read-tfjs.ts'
import { TFJS_FILE, writeTfjs } from './tfjs/write-tfjs.ts'

/** What a user may choose about an export; each format takes what concerns it. */
export interface WriteOptions {
  /** What an ONNX model takes; bytes with the preprocessing inside by default. */
  readonly onnxInput?: OnnxInput
  /** Weights that were never trained, which an imported model tells on; it is always safetensors. */
  readonly untrained?: readonly string[]
}

export interface Format {
  /** The file by which the format is recognised and read. */
  readonly file: string
  /** Writes a model into an empty folder; returns the names of the files. */
  write(model: ModelFile, folder: string, options?: WriteOptions): Promise<Result<readonly string[]>>
  /** Reads a model from the format's file. Never runs anything that it holds. */
  read(path: string): Promise<Result<ReadModel>>
}

/** Auxiliary heads only help training. */
const withoutHeads = (model: ModelFile): ModelFile => ({ ...model, graph: upToFirstOutput(model.graph) })

function format(
  file: string,
  write: (model: ModelFile, folder: string, options: WriteOptions) => Promise<readonly string[]>,
  read: (path: string) => Promise<ReadModel>,
): Format {
  return {
    file,
    write: (model, folder, options = {}) => fileResult(folder, () => write(withoutHeads(model), folder, options)),
    read: (path) => fileResult(path, () => read(path)),
  }
}

/** A format that is a program: what it would do can't be read, only run. */
function program(
  file: string,
  write: (model: ModelFile, folder: string, options: WriteOptions) => Promise<readonly string[]>,
): Format {
  const refuse = (path: string) => Promise.resolve(fail('model-is-program', { path, format: file }))
  return { ...format(file, write, () => Promise.reject(new Error('never called'))), read: refuse }
}

/** A new format: one file that writes and reads it, and one line here. */
export const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  keras: format(KERAS_FILE, writeKeras, readKeras),
  'keras-weights': format(KERAS_WEIGHTS_FILE, writeKerasWeights, readH5),
  h5: format(H5_FILE, writeH5, readH5),
  tfjs: format(TFJS_FILE, writeTfjs, readTfjs),
  'saved-model': program(SAVED_MODEL_FILE, writeSavedModel),
  onnx: program(ONNX_FILE, (model, folder, { onnxInput }) => writeOnnx(model, folder, { input: onnxInput })),
  safetensors: format(SAFETENSORS_FILE, writeSafetensorsModel, readSafetensorsModel),
}
