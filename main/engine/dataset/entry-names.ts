import type { SplitName } from '../../../shared/contract/dataset.ts'

/** Folders and files that systems leave behind; they are passed over without a word. */
const LEFT_BEHIND = new Set(['__macosx', 'thumbs.db', 'desktop.ini', 'ehthumbs.db', '$recycle.bin'])

export function isHidden(name: string): boolean {
  return name.startsWith('.') || LEFT_BEHIND.has(name.toLowerCase())
}

/** Text that belongs beside images (licences, annotations): not reported, unlike other files that aren't images. */
const COMPANIONS = /\.(txt|md|json|jsonl|xml|csv|tsv|yaml|yml|html?|log|ini|db|pdf|py|ipynb|sha256|md5)$/i
const IMAGES = /\.(jpe?g|jpe|jfif|png|webp|bmp|dib|gif|tiff?|heic|heif|avif|svg|jp2|jxl|psd|ico)$/i

/** Whether a file in a class folder is looked at. */
export function isCandidate(name: string): boolean {
  return !COMPANIONS.test(name)
}

/** Whether a file calls itself an image. */
export function looksLikeImage(name: string): boolean {
  return IMAGES.test(name)
}

const SPLITS: Readonly<Record<string, SplitName>> = {
  train: 'training',
  training: 'training',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
}

/** Which part a folder of this name gives, when it stands above the class folders. */
export function splitOfFolder(name: string): SplitName | null {
  return SPLITS[name.toLowerCase()] ?? null
}

/** Order of code units: the same on every machine, whatever its language and file system. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
