import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportFormat } from '../../../shared/contract/export.ts'
import { succeed, type Result } from '../../../shared/contract/result.ts'
import { errorCode } from '../runs/file-failure.ts'
import { fileResult } from './file-result.ts'

/** Of whatever is exported, its exports. */
export const EXPORTS_FOLDER = 'exports'

/** A folder that the user chose; `id` is its `destinationId`. */
export interface ChosenFolder {
  readonly id: string
  readonly path: string
}

export interface ExportPlace {
  readonly folder: string
  /** Key for `folder:reveal`. */
  readonly exportId: string
}

/** A run or an imported model as the owner of exports. */
export interface ExportOwner {
  readonly folder: string
  /** What stands before the folder in its `exportId`s. */
  readonly id: string
  /** What its exports are called in a folder of the user's. */
  readonly name: string
}

/** A new folder for an export: among its owner's own, or inside the one that was chosen. */
export async function exportPlace(
  owner: ExportOwner,
  format: ExportFormat,
  inside?: ChosenFolder,
): Promise<Result<ExportPlace>> {
  const parent = inside?.path ?? join(owner.folder, EXPORTS_FOLDER)
  const name = await fileResult(parent, () => freeName(parent, inside ? `${owner.name}-${format}` : format))
  if (!name.ok) return name
  return succeed({ folder: join(parent, name.value), exportId: `${inside?.id ?? owner.id}/${name.value}` })
}

/** `keras`, `keras-2`, `keras-3`, …: the first that does not stand in the folder. */
async function freeName(parent: string, stem: string): Promise<string> {
  const taken = new Set(
    await readdir(parent).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return []
      throw error
    }),
  )
  for (let number = 2, name = stem; ; name = `${stem}-${number++}`) if (!taken.has(name)) return name
}
