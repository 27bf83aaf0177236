import { markdownTable } from '../markdown-table.ts'
import type { PipelineResult } from './measure-pipeline.ts'

/** The pipeline's part of docs/performance.md. */
export function pipelineText({ rows, packedImagesPerSecond, failures }: PipelineResult): string {
  const cells = rows.map(({ what, ours, theirs, ratio, spread: [least, most] }) => [
    what,
    ours.toFixed(0),
    theirs.toFixed(0),
    `${ratio.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`,
  ])
  const missing = failures.map(({ what, reason }) => `- ${what} did not run: ${reason.trim().split('\n').at(-1) ?? ''}`)
  const later =
    packedImagesPerSecond === null ? '' : `Later epochs read the pack: ${packedImagesPerSecond.toFixed(0)} images/s.`
  return `
**Input pipeline**: JPEG files of 800x600 to batches of 299x299, images/s. ${later}

${markdownTable(['', 'ours', 'theirs', 'ours / theirs'], cells)}

${missing.join('\n')}
`
}
