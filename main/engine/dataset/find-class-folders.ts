import type { SplitName } from '../../../shared/contract/dataset.ts'
import { compareText, isHidden, looksLikeImage, splitOfFolder } from './entry-names.ts'
import type { FileTree } from './file-tree.ts'

export interface ClassFolder {
  /** Path inside the dataset, `/` as separator. */
  readonly folder: string
  readonly label: string
  /** The part that the folder above gives; null where the split is seeded. */
  readonly part: SplitName | null
}

export interface Layout {
  /** Of every class and part, sorted by path. */
  readonly folders: readonly ClassFolder[]
  /** Images and folders beside them. */
  readonly outside: readonly string[]
  /** Links among the class folders. */
  readonly links: readonly string[]
  /** Whether anything visible was there at all. */
  readonly empty: boolean
}

interface Listing {
  readonly folders: readonly string[]
  readonly images: readonly string[]
  readonly links: readonly string[]
  readonly empty: boolean
}

/** Most wrapper folders that are gone through: a zip of a folder often holds that folder. */
const MAX_WRAPPERS = 4

/** Finds the class folders: at the top, under `train/ val/ test/`, or either of these inside wrapper folders. */
export async function findClassFolders(tree: FileTree): Promise<Layout> {
  let base = ''
  let listing = await list(tree, base)
  for (let depth = 0; depth < MAX_WRAPPERS; depth++) {
    const inner = await wrapped(tree, base, listing)
    if (!inner) break
    ;({ base, listing } = inner)
  }
  const outside = listing.images.map((name) => child(base, name))
  const links = listing.links.map((name) => child(base, name))
  if (await hasParts(tree, base, listing)) return readParts(tree, base, listing, outside, links)
  const folders = listing.folders.map((name) => ({ folder: child(base, name), label: labelOf(name), part: null }))
  return { folders, outside, links, empty: listing.empty }
}

async function readParts(
  tree: FileTree,
  base: string,
  listing: Listing,
  outside: string[],
  links: string[],
): Promise<Layout> {
  const folders: ClassFolder[] = []
  for (const name of listing.folders) {
    const part = splitOfFolder(name)
    const path = child(base, name)
    if (!part) {
      outside.push(path)
      continue
    }
    const inner = await list(tree, path)
    outside.push(...inner.images.map((image) => child(path, image)))
    links.push(...inner.links.map((link) => child(path, link)))
    folders.push(...inner.folders.map((label) => ({ folder: child(path, label), label: labelOf(label), part })))
  }
  return { folders, outside, links, empty: false }
}

/** The only folder of a level, where it holds folders and no images; else it is a class itself. */
async function wrapped(tree: FileTree, base: string, listing: Listing) {
  const [only, ...others] = listing.folders
  if (only === undefined || others.length > 0 || listing.images.length > 0 || listing.links.length > 0) return null
  const inner = child(base, only)
  const innerListing = await list(tree, inner)
  return innerListing.folders.length > 0 && innerListing.images.length === 0
    ? { base: inner, listing: innerListing }
    : null
}

/** `train/` beside `val/` or `test/`, with folders inside: else they are classes of these names (trains, say). */
async function hasParts(tree: FileTree, base: string, { folders }: Listing): Promise<boolean> {
  const training = folders.find((name) => splitOfFolder(name) === 'training')
  const held = folders.some((name) => ['validation', 'test'].includes(splitOfFolder(name) ?? ''))
  return training !== undefined && held && (await list(tree, child(base, training))).folders.length > 0
}

async function list(tree: FileTree, folder: string): Promise<Listing> {
  const entries = (await tree.list(folder)).filter(({ name }) => !isHidden(name))
  const names = (kept: typeof entries) => kept.map(({ name }) => name).sort(compareText)
  return {
    folders: names(entries.filter(({ kind }) => kind === 'folder')),
    images: names(entries.filter(({ kind, name }) => kind === 'file' && looksLikeImage(name))),
    links: names(entries.filter(({ kind }) => kind === 'link')),
    empty: entries.length === 0,
  }
}

/** macOS writes accents as separate characters: the same label must be the same text everywhere. */
function labelOf(folderName: string): string {
  return folderName.normalize('NFC')
}

function child(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}
