import { formatError } from '../../shared/contract/error-text.ts'
import type { RunSummary } from '../../shared/contract/run.ts'
import { listRuns } from '../engine/runs/list-runs.ts'
import { storeFolder } from '../engine/runs/store-paths.ts'
import { DONE, valueOf } from './command-failure.ts'
import { defineCommand, JSON_OPTION } from './command.ts'
import { columns, note, percent, print, printJson } from './output.ts'

/** The runs of the store. */
export const runs = defineCommand({
  name: 'runs',
  summary: 'List the runs of the store, newest first',
  positionals: [],
  options: { json: JSON_OPTION },
  notes: ['The number stands for the run wherever a command takes RUN or MODEL. XW_STORE is the folder of the store.'],
  examples: ['runs', 'runs --json'],
  async run({ values }) {
    const { runs, damaged } = valueOf(await listRuns(storeFolder()))
    for (const { error } of damaged) note(`warning ${error.code}: ${formatError(error)}`)
    if (values.json) printJson(runs)
    else print(runs.length === 0 ? 'no runs yet; xw train sample starts one' : table(runs))
    return DONE
  },
})

function table(runs: readonly RunSummary[]): string {
  const header = ['run', 'started', 'state', 'epochs', 'best top-1', 'model', 'dataset']
  const rows = runs.map(({ number, createdAt, state, epochs, epochsDone, best, ...run }) => [
    String(number),
    createdAt.slice(0, 16).replace('T', ' '),
    state,
    `${epochsDone}/${epochs}`,
    best ? percent(best.top1) : '',
    `${run.modelName} ${run.inputSize}x${run.inputSize} x${run.width}`,
    run.datasetName,
  ])
  return columns([header, ...rows], [0, 3, 4])
}
