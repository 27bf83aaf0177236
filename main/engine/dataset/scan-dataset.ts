import type { DatasetProblem, SplitConfig, SplitName } from '../../../shared/contract/dataset.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { assignSplits } from './assign-splits.ts'
import { checkFiles, type CheckedFile, type FoundFile } from './check-files.ts'
import { compareText } from './entry-names.ts'
import type { FileTree } from './file-tree.ts'
import { findClassFolders, type ClassFolder } from './find-class-folders.ts'
import { listFiles } from './list-files.ts'
import type { ProgressCounter } from './scan-progress.ts'

export interface Scan {
  /** Usable images, sorted by name. */
  readonly files: readonly CheckedFile[]
  readonly splits: ReadonlyMap<string, SplitName>
  /** Sorted. */
  readonly labels: readonly string[]
  readonly problems: readonly DatasetProblem[]
  readonly splitFrom: 'folders' | 'seed'
}

export interface ScanOptions {
  /** What the user opened; stands in errors. */
  readonly path: string
  readonly tree: FileTree
  readonly split: SplitConfig
  /** Files that we made ourselves: not decoded to see whether they can be. */
  readonly trusted: boolean
  readonly signal: AbortSignal | undefined
  readonly progress: ProgressCounter
}

/** Lists, checks and splits the images of `tree`. Rejects with the abort, or when its top can't be listed. */
export async function scanDataset(options: ScanOptions): Promise<Result<Scan>> {
  const { path, tree, progress } = options
  const layout = await findClassFolders(tree)
  if (layout.folders.length === 0) return fail(layout.empty ? 'dataset-empty' : 'not-a-dataset', { path })
  const problems: DatasetProblem[] = []
  const report = (problem: DatasetProblem) => {
    problems.push(problem)
    progress.problem()
  }
  for (const file of layout.outside) report({ file, code: 'outside-classes', action: 'left-out' })
  for (const file of layout.links) report({ file, code: 'link-skipped', action: 'left-out' })
  const checked = await findImages(options, layout.folders, report)
  const files = withoutUntrainable(checked, layout.folders, report)
  problems.sort((a, b) => compareText(a.file, b.file) || compareText(a.code, b.code))
  const labels = [...new Set(files.map(({ label }) => label))].sort(compareText)
  const [label] = labels
  if (label === undefined) return fail('dataset-empty', { path }, summarise(problems))
  if (labels.length === 1) return fail('dataset-one-class', { path, label }, summarise(problems))
  const splits = assignSplits(files, options.split)
  if (options.split.validation > 0 && ![...splits.values()].includes('validation'))
    return fail('dataset-too-few', { usable: files.length, minimum: labels.length + 1 }, summarise(problems))
  const splitFrom = files.some(({ part }) => part !== null) ? 'folders' : 'seed'
  return succeed({ files, splits, labels, problems, splitFrom })
}

async function findImages(
  { tree, signal, progress, trusted }: ScanOptions,
  folders: readonly ClassFolder[],
  report: (problem: DatasetProblem) => void,
): Promise<CheckedFile[]> {
  const found: FoundFile[] = []
  for (const { folder, label, part } of folders) {
    for await (const file of listFiles({ tree, signal, onProblem: report }, folder)) {
      found.push({ file, label, part })
      progress.seen(label)
    }
  }
  const checked: CheckedFile[] = []
  await checkFiles(tree, found, trusted, signal, (outcome, { label }) => {
    if ('problem' in outcome) {
      progress.dropped(label)
      report(outcome.problem)
    } else checked.push(outcome.checked)
    progress.checked()
  })
  return checked.sort((a, b) => compareText(a.file, b.file))
}

/** Reports classes that are empty or too small, and leaves out those without an image to train on. */
function withoutUntrainable(
  files: readonly CheckedFile[],
  folders: readonly ClassFolder[],
  report: (problem: DatasetProblem) => void,
): CheckedFile[] {
  const untrainable = new Set<string>()
  const total = Map.groupBy(files, ({ label }) => label)
  for (const [label, [folder]] of Map.groupBy(folders, (one) => one.label)) {
    const own = total.get(label) ?? []
    const file = folder?.folder ?? label
    if (own.length === 0) report({ file, code: 'empty-class', action: 'left-out' })
    else if (own.every(({ part }) => part !== null && part !== 'training')) {
      untrainable.add(label)
      report({ file, code: 'empty-class', action: 'left-out', detail: 'there are no training images' })
    } else if (own.length === 1) report({ file, code: 'few-images', action: 'kept', detail: '1' })
  }
  return files.filter(({ label }) => !untrainable.has(label))
}

/** What was left out and an example of each, so that an error says why nothing remained. */
function summarise(problems: readonly DatasetProblem[]): string | undefined {
  const files = problems.filter(({ code }) => code !== 'empty-class')
  const kinds = [...Map.groupBy(files, ({ code }) => code)]
  if (kinds.length === 0) return undefined
  return `left out: ${kinds.map(([code, own]) => `${own.length} ${code} (${own[0]?.file})`).join(', ')}`
}
