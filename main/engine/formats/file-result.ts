import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { errorCode, fileFailure } from '../runs/file-failure.ts'
import { InvalidModel } from './invalid-model.ts'
import { UnsupportedLayer } from './unsupported-layer.ts'

/**
 * Reads or writes below a path. `InvalidModel` becomes `model-invalid`, `UnsupportedLayer` `layer-unsupported`, and
 * what the file system refuses a code of its own; whatever else is thrown is a bug and stays one.
 */
export async function fileResult<T>(path: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return succeed(await work())
  } catch (error) {
    if (error instanceof InvalidModel) return fail('model-invalid', { path, detail: error.message }, error.cause)
    if (error instanceof UnsupportedLayer) return fail('layer-unsupported', { layer: error.layer, kind: error.kind })
    if (errorCode(error) === 'EISDIR') return fail('model-invalid', { path, detail: 'it is a folder' }, error)
    return fileFailure(error, path)
  }
}
