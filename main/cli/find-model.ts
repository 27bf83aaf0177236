import { stat } from 'node:fs/promises'
import { fail } from '../../shared/contract/result.ts'
import type { ReadModel } from '../engine/formats/model-file.ts'
import { PRETRAINED } from '../../shared/zoo/pretrained.ts'
import type { Run } from '../engine/runs/run-store.ts'
import { modelFolder } from '../engine/runs/store-paths.ts'
import { CommandFailure, commandFailure, FAILED, valueOf } from './command-failure.ts'
import { findRun, isRunFolder } from './find-run.ts'

export interface FoundModel {
  readonly file: ReadModel
  /** Side of the square input, in pixels. */
  readonly inputSize: number
  /** The run that it comes from; null for an exported file. */
  readonly run: Run | null
}

/**
 * A model by its run (number, id or folder: the best checkpoint) or by a folder or file that is read. One that lacks
 * trained weights is refused, since it would answer at random, except where `untrainedHead` allows it.
 */
export async function findModel(
  store: string,
  name: string,
  { untrainedHead = false }: { readonly untrainedHead?: boolean } = {},
): Promise<FoundModel> {
  const imported = name === IMAGENET ? await imagenetFolder(store) : null
  const run = imported !== null || (await isModelPath(name)) ? null : await findRun(store, name)
  const { readModel } = await import('../engine/formats/read-model.ts')
  const file = valueOf(await readModel(imported ?? run?.folder ?? name))
  const [inputSize = 0, width, channels] = file.graph.inputShape
  if (inputSize !== width || channels !== 3) {
    const detail = `its input is [${file.graph.inputShape.join(', ')}]; images are [size, size, 3]`
    throw commandFailure(fail('model-invalid', { path: name, detail }).error)
  }
  const { initial } = file.report
  if (initial.length > 0 && !untrainedHead)
    throw commandFailure(fail('model-untrained', { path: name, weights: initial.length }).error)
  return { file, inputSize, run }
}

/** What `xw pretrained get` keeps is called so in every command. */
export const IMAGENET = 'imagenet'

/** Its folder in the store; ends the command where it isn't there. */
export async function imagenetFolder(store: string): Promise<string> {
  for (const { modelId } of PRETRAINED) {
    const folder = valueOf(modelFolder(store, modelId))
    if (await exists(folder)) return folder
  }
  const sentence = 'the ImageNet weights are not here yet; get them, once: xw pretrained get xception'
  throw new CommandFailure('pretrained-missing', sentence, FAILED)
}

/** Whether a name is the path of a model that is no run. */
export async function isModelPath(name: string): Promise<boolean> {
  return !/^\d+$/.test(name) && (await exists(name)) && !(await isRunFolder(name))
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
