import { join } from 'node:path'
import { fail, succeed, type Result } from '../../shared/contract/result.ts'
import { modelFolder, runFolder } from '../engine/runs/store-paths.ts'
import type { PathRegistry } from './sources.ts'

/**
 * The folder that an `exportId` means: `runId/folder` or `model:modelId/folder` inside the store, or `destinationId/folder`
 * inside a folder that the user chose. A folder name with separators or dots alone is refused, so that nothing outside can be opened.
 */
export function exportFolder(store: string, destinations: PathRegistry, exportId: string): Result<string> {
  const [owner = '', folder = '', ...rest] = exportId.split('/')
  if (rest.length > 0 || folder === '' || /^\.+$|\\|\0/.test(folder)) {
    return fail('request-invalid', { request: 'folder:reveal', detail: 'the export is not named as runId/folder' })
  }
  const destination = destinations.pathOf(owner)
  if (destination !== undefined) return succeed(join(destination, folder))
  const [, modelId] = /^model:(.*)$/.exec(owner) ?? []
  const own = modelId === undefined ? runFolder(store, owner) : modelFolder(store, modelId)
  return own.ok ? succeed(join(own.value, 'exports', folder)) : own
}
