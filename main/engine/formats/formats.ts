import type { ExportFormat } from '../../../shared/contract/export.ts'
import type { Result } from '../../../shared/contract/result.ts'
import { KERAS_FILE, writeKeras } from './keras/write-keras.ts'
import { readKeras } from './keras/read-keras.ts'
import type { ModelFile } from './model-file.ts'
import { fileResult } from './file-result.ts'
import { readTfjs } from './tfjs/read-tfjs.ts'
import { TFJS_FILE, writeTfjs } from './tfjs/write-tfjs.ts'

export interface Format {
  /** The file by which the format is recognised and read. */
  readonly file: string
  /** Writes a model into an empty folder; returns the names of the files. */
  write(model: ModelFile, folder: string): Promise<Result<readonly string[]>>
  /** Reads a model from the format's file. Never runs anything that it holds. */
  read(path: string): Promise<Result<ModelFile>>
}

function format(
  file: string,
  write: (model: ModelFile, folder: string) => Promise<readonly string[]>,
  read: (path: string) => Promise<ModelFile>,
): Format {
  return {
    file,
    write: (model, folder) => fileResult(folder, () => write(model, folder)),
    read: (path) => fileResult(path, () => read(path)),
  }
}

/** A new format: one file that writes and reads it, and one line here. */
export const FORMATS: Readonly<Record<ExportFormat, Format>> = {
  keras: format(KERAS_FILE, writeKeras, readKeras),
  tfjs: format(TFJS_FILE, writeTfjs, readTfjs),
}
