import { basename } from 'node:path'
import { dialog, type BrowserWindow } from 'electron'
import { succeed, type Result } from '../../shared/contract/result.ts'
import { writeAtomic } from '../engine/runs/write-atomic.ts'

/** Writes where the user says in the system's dialog, whole or not at all; null when the dialog was closed. */
export async function saveFile(
  owner: BrowserWindow | undefined,
  suggested: string,
  content: string | Uint8Array,
): Promise<Result<{ name: string } | null>> {
  const options = { defaultPath: suggested }
  const { canceled, filePath } = await (owner ? dialog.showSaveDialog(owner, options) : dialog.showSaveDialog(options))
  if (canceled || !filePath) return succeed(null)
  const written = await writeAtomic(filePath, content)
  return written.ok ? succeed({ name: basename(filePath) }) : written
}
