import { fail, succeed, type Failure, type Result } from '../../../shared/contract/result.ts'
import { InvalidModel } from './invalid-model.ts'

/**
 * Reads or writes below a path. `InvalidModel` becomes `model-invalid`, and what the file system refuses a code of its
 * own; whatever else is thrown is a bug and stays one.
 */
export async function fileResult<T>(path: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return succeed(await work())
  } catch (error) {
    if (error instanceof InvalidModel) return fail('model-invalid', { path, detail: error.message }, error.cause)
    return systemFailure(path, error)
  }
}

function systemFailure(path: string, error: unknown): Failure {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fail('not-found', { path }, error)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail('permission-denied', { path }, error)
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('disk-full', { path }, error)
    default:
      throw error
  }
}
