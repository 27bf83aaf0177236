import type { SplitConfig, SplitName } from '../../../shared/contract/dataset.ts'
import { createRandom, deriveSeed, shuffle } from '../../../shared/training/random.ts'
import type { FoundFile } from './check-files.ts'
import { compareText } from './entry-names.ts'

/**
 * Gives each file its part. Where folders gave parts they hold, but without a validation folder some training images
 * validate. Else each class is drawn by itself from the seed: by sorted names, so the file system's order and the other
 * classes don't matter. A class keeps at least one image for training; with two or more, one validates.
 */
export function assignSplits(files: readonly FoundFile[], config: SplitConfig): ReadonlyMap<string, SplitName> {
  const splits = new Map<string, SplitName>()
  const byFolders = files.some(({ part }) => part !== null)
  const validationGiven = files.some(({ part }) => part === 'validation')
  const drawn = new Map<string, string[]>()
  for (const { file, label, part } of files) {
    splits.set(file, part ?? 'training')
    const free = part === null || (part === 'training' && !validationGiven)
    if (!free) continue
    const names = drawn.get(label)
    if (names) names.push(file)
    else drawn.set(label, [file])
  }
  for (const [label, names] of drawn) {
    const order = shuffle(names.sort(compareText), createRandom(deriveSeed(config.seed, `split:${label}`)))
    const validation = share(order.length, config.validation, order.length - 1)
    const test = byFolders ? 0 : share(order.length, config.test, order.length - 1 - validation)
    for (const file of order.slice(0, validation)) splits.set(file, 'validation')
    for (const file of order.slice(validation, validation + test)) splits.set(file, 'test')
  }
  return splits
}

function share(count: number, part: number, most: number): number {
  return part === 0 ? 0 : Math.max(0, Math.min(most, Math.max(1, Math.round(count * part))))
}
