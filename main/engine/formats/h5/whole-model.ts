import { z } from 'zod'
import { parseJson } from '../parse-json.ts'
import { WORKBENCH_KEY } from '../workbench-key.ts'
import { workbenchMetadataSchema, type WorkbenchMetadata } from '../workbench-metadata.ts'
import type { Hdf5Contents } from './hdf5-contents.ts'

/** The attribute that holds a whole model's configuration, for messages too. */
export const MODEL_CONFIG = 'model_config'

/**
 * What a whole legacy model says of itself: its configuration, and what a file of ours carries. Null for weights alone.
 * Throws `InvalidModel`.
 */
export function wholeModel({ layout, modelConfig, metadata }: Hdf5Contents): {
  readonly config: unknown
  readonly metadata: WorkbenchMetadata | undefined
} | null {
  if (layout !== 'legacy' || modelConfig === null) return null
  const own = metadata === null ? undefined : parseJson(Buffer.from(metadata), workbenchMetadataSchema, WORKBENCH_KEY)
  return { config: parseJson(Buffer.from(modelConfig), z.unknown(), MODEL_CONFIG), metadata: own }
}
