import { splitConfigSchema, type DatasetProblem, type DatasetSummary } from '../../shared/contract/dataset.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { DONE } from './command-failure.ts'
import { openImages, SPLIT_OPTIONS } from './open-images.ts'
import { columns, count, print, printJson } from './output.ts'

/** How many problems of a kind the table names; `--json` has all. */
const NAMED_PROBLEMS = 5

/** Classes, splits and problems of a folder or zip of images. */
export const dataInspect = defineCommand({
  name: 'data inspect',
  summary: 'Check a folder or zip of images: classes, splits, problems',
  positionals: [{ name: 'DIR', about: 'a folder of class folders, or a zip of one; "sample" for the bundled one' }],
  options: { ...SPLIT_OPTIONS, json: JSON_OPTION },
  notes: ['Folders named train, val and test give the split; else it is drawn by seed from every class alike.'],
  examples: ['data inspect photos', 'data inspect photos.zip --json', 'data inspect sample'],
  async run({ values, positionals }) {
    const { summary } = await openImages(positionals[0] as string, splitConfigSchema.parse(values))
    if (values.json) printJson(summary)
    else print(report(summary))
    return DONE
  },
})

function report({ name, kind, imageCount, classes, splitFrom, problems }: DatasetSummary): string {
  const total = { label: 'all', count: imageCount, training: 0, validation: 0, test: 0 }
  for (const one of classes) {
    total.training += one.training
    total.validation += one.validation
    total.test += one.test
  }
  const rows = [...classes, total].map((one) => {
    return [one.label, count(one.count), count(one.training), count(one.validation), count(one.test)]
  })
  const split = splitFrom === 'folders' ? 'split by its own folders' : 'split by seed'
  return [
    `${name} (${kind}): ${count(imageCount)} images in ${count(classes.length)} classes, ${split}`,
    columns([['class', 'images', 'training', 'validation', 'test'], ...rows], [1, 2, 3, 4]),
    problemReport(problems),
  ].join('\n\n')
}

function problemReport(problems: readonly DatasetProblem[]): string {
  if (problems.length === 0) return 'no problems'
  const lines = [...Map.groupBy(problems, ({ code }) => code)].flatMap(([code, own]) => [
    `  ${code}: ${count(own.length)} (${own[0]?.action === 'kept' ? 'kept' : 'left out'})`,
    ...own.slice(0, NAMED_PROBLEMS).map(({ file, detail }) => `    ${file}${detail ? ` (${detail})` : ''}`),
    ...(own.length > NAMED_PROBLEMS ? [`    and ${count(own.length - NAMED_PROBLEMS)} more`] : []),
  ])
  return `problems:\n${lines.join('\n')}`
}
