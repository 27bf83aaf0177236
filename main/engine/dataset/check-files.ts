import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetProblem, ProblemCode, SplitName } from '../../../shared/contract/dataset.ts'
import { memorySource, withFileSource } from './byte-source.ts'
import { checkImage } from './check-image.ts'
import { uprightTransformer } from './decode-image.ts'
import { forEachLimited } from './for-each-limited.ts'
import type { ImageHeader } from './image-header.ts'

export interface FoundFile {
  readonly file: string
  readonly label: string
  readonly part: SplitName | null
}

export interface CheckedFile extends FoundFile {
  readonly header: ImageHeader
  readonly bytes: number
}

type Outcome = { readonly checked: CheckedFile } | { readonly problem: DatasetProblem }

/** Files open at once: file systems answer better with several questions in flight. */
const OPEN_FILES = 24
const DECODES = 4
/** Up to here every image is decoded when it is scanned; above, a damaged one shows when its turn comes. */
const DECODE_ALL_BYTES = 64 * 1024 * 1024
const DECODE_ALL_PIXELS = 400_000_000

/** Checks one file by its header and its end. A file that went away since it was listed is a problem, not an error. */
export async function checkFile(root: string, found: FoundFile): Promise<Outcome> {
  try {
    return await withFileSource(join(root, found.file), async (source) => {
      const check = await checkImage(source)
      return check.ok
        ? { checked: { ...found, header: check.header, bytes: source.size } }
        : leftOut(found.file, check.problem.code, check.problem.detail)
    })
  } catch (error) {
    return failure(found.file, error)
  }
}

/** Checks all files; calls back on each as it is done, in no particular order. */
export async function checkFiles(
  root: string,
  files: readonly FoundFile[],
  signal: AbortSignal | undefined,
  onOutcome: (outcome: Outcome, found: FoundFile) => void,
): Promise<void> {
  await forEachLimited(files, OPEN_FILES, async (found) => onOutcome(await checkFile(root, found), found), signal)
}

/** Decodes every image where that is cheap, and calls back on those that can't be. */
export async function decodeFiles(
  root: string,
  files: readonly CheckedFile[],
  signal: AbortSignal | undefined,
  onProblem: (problem: DatasetProblem, checked: CheckedFile) => void,
): Promise<void> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const pixels = files.reduce((sum, { header }) => sum + header.width * header.height, 0)
  if (bytes > DECODE_ALL_BYTES || pixels > DECODE_ALL_PIXELS) return
  const decode = async (checked: CheckedFile) => {
    try {
      const content = await readFile(join(root, checked.file))
      // Again, now with all of its bytes: the sums inside of a larger file weren't checked.
      const check = await checkImage(memorySource(content))
      if (!check.ok) onProblem(leftOut(checked.file, check.problem.code, check.problem.detail).problem, checked)
      else await (await uprightTransformer(content, check.header)).transformer.rawPixels()
    } catch (error) {
      onProblem(failure(checked.file, error).problem, checked)
    }
  }
  await forEachLimited(files, DECODES, decode, signal)
}

function failure(file: string, error: unknown) {
  const { code, message } = error as NodeJS.ErrnoException
  return leftOut(file, code === 'ENOENT' ? 'vanished' : 'unreadable', message)
}

function leftOut(file: string, code: ProblemCode, detail?: string): { problem: DatasetProblem } {
  return { problem: { file, code, action: 'left-out', ...(detail === undefined ? {} : { detail }) } }
}
