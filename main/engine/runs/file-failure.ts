import { fail, type Failure } from '../../../shared/contract/result.ts'

/**
 * What a file system error means for the user: `not-found`, `permission-denied` (also a read-only disk) or `disk-full`
 * (also a quota, or a file too large for the disk). Anything else is a bug or a broken disk and is thrown on.
 */
export function fileFailure(error: unknown, path: string): Failure {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fail('not-found', { path }, error)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail('permission-denied', { path }, error)
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return fail('disk-full', { path }, error)
    default:
      throw error
  }
}

/** The system's name of a file error (`ENOENT`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
