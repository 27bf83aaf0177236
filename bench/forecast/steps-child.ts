// Trains one configuration on noise in a process of its own and prints what it took.
import { timeSteps } from '../../main/engine/profiling/time-steps.ts'
import { createModel } from '../../main/engine/model/model.ts'
import { xception } from '../../shared/zoo/xception.ts'
import type { Configuration } from './configurations.ts'

export interface StepsReport {
  readonly firstMs: number
  readonly stepsMs: readonly number[]
  readonly peakBytes: number
}

const { model, batchSize, optimizer, l2, steps } = JSON.parse(process.argv[2] ?? '') as Configuration & {
  steps: number
}
const times = timeSteps(createModel(xception(model), 1), { batchSize, optimizer, l2 }, steps)
const report: StepsReport = { ...times, peakBytes: process.resourceUsage().maxRSS * 1024 }
process.stdout.write(`${JSON.stringify(report)}\n`)
