import type { DatasetProblem, SplitName } from '../../../shared/contract/dataset.ts'
import { memorySource, type ByteSource } from './byte-source.ts'
import { checkImage } from './check-image.ts'
import { uprightTransformer } from './decode-image.ts'
import type { FileTree } from './file-tree.ts'
import { forEachLimited } from './for-each-limited.ts'
import { unsound, type ImageCheck, type ImageHeader, type ImageProblem } from './image-header.ts'
import type { ZipPart } from './zip-part.ts'

export interface FoundFile {
  readonly file: string
  readonly label: string
  readonly part: SplitName | null
}

export interface CheckedFile extends FoundFile {
  readonly header: ImageHeader
  readonly bytes: number
  /** As of `OpenFile`. */
  readonly stamp: number
  readonly zip: ZipPart | null
}

type Outcome = { readonly checked: CheckedFile } | { readonly problem: DatasetProblem }

/** Files open at once: file systems answer better with several questions in flight. */
const OPEN_FILES = 24
/** Up to here every image is decoded when it is scanned; above, a damaged one shows when its turn comes. */
const DECODE_ALL_BYTES = 64 * 1024 * 1024
const DECODE_PIXELS = 25_000_000

/** Checks all files, those of small datasets by decoding them; calls back on each, in no particular order. */
export async function checkFiles(
  tree: FileTree,
  files: readonly FoundFile[],
  trusted: boolean,
  signal: AbortSignal | undefined,
  onOutcome: (outcome: Outcome, found: FoundFile) => void,
): Promise<void> {
  const decode = !trusted && (await isSmall(tree, files, signal))
  const check = async (found: FoundFile) => onOutcome(await checkFile(tree, found, decode), found)
  await forEachLimited(files, OPEN_FILES, check, signal)
}

/** All files or none are decoded, so that the outcome doesn't depend on which came first. */
async function isSmall(tree: FileTree, files: readonly FoundFile[], signal: AbortSignal | undefined): Promise<boolean> {
  let bytes = 0
  for (const { file } of files) {
    signal?.throwIfAborted()
    bytes += await tree.sizeOf(file)
    if (bytes > DECODE_ALL_BYTES) return false
  }
  return true
}

/** A file that went away since it was listed is a problem, not an error. */
async function checkFile(tree: FileTree, found: FoundFile, decode: boolean): Promise<Outcome> {
  try {
    return await tree.withFile(found.file, async ({ source, stamp, zip }) => {
      const check = decode ? await checkByDecoding(source) : await checkImage(source)
      return check.ok
        ? { checked: { ...found, header: check.header, bytes: source.size, stamp, zip } }
        : leftOut(found.file, check.problem)
    })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return leftOut(found.file, { code: code === 'ENOENT' ? 'vanished' : 'unreadable', detail: message })
  }
}

async function checkByDecoding(source: ByteSource): Promise<ImageCheck> {
  const check = await checkImage(source)
  if (!check.ok || check.header.width * check.header.height > DECODE_PIXELS) return check
  const content = await source.read(0, source.size)
  // Once more with all of its bytes: the sums inside of a larger file weren't checked.
  const whole = source.whole ? check : await checkImage(memorySource(content))
  if (!whole.ok) return whole
  try {
    await (await uprightTransformer(content, whole.header)).rawPixels()
    return whole
  } catch (error) {
    return unsound('unreadable', (error as Error).message)
  }
}

function leftOut(file: string, { code, detail }: ImageProblem): Outcome {
  return { problem: { file, code, action: 'left-out', ...(detail === undefined ? {} : { detail }) } }
}
