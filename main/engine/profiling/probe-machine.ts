import { fitPartCosts } from '../../../shared/training/part-costs.ts'
import type { MachineProbe } from '../../../shared/training/machine-probe.ts'
import { stepParts } from '../../../shared/training/step-parts.ts'
import { xception } from '../../../shared/zoo/xception.ts'
import { createModel } from '../model/model.ts'
import { watchDisturbance } from './disturbance.ts'
import { currentMachine } from './machine.ts'
import { PROBE_PARTS } from './probe-parts.ts'
import { timeEmptySession, timePart } from './time-part.ts'
import { timeSteps } from './time-steps.ts'
import { median } from './median.ts'

const OPTIONS = { budgetMs: 15, leastRuns: 3 }

/** A network of nearly no work, so that its step is what nodes cost by themselves. */
const EMPTY_NETWORK = { inputSize: 32, width: 0.01, middle: 2, classes: 2 }
const EMPTY_STEPS = 12

/**
 * Times the kernels that steps consist of, and a step of next to none of them: about five seconds on two cores, all of
 * the processor. Wants a process that has done nothing else, whose memory is then what the engine itself takes.
 */
export function probeMachine(): MachineProbe {
  const processBytes = process.memoryUsage.rss()
  const disturbance = watchDisturbance()
  const emptyMs = timeEmptySession()
  const parts = PROBE_PARTS.map((work) => ({ work, ...timePart(work, emptyMs, OPTIONS) }))
  return {
    formatVersion: 1,
    machine: currentMachine(),
    measuredAt: new Date().toISOString(),
    parts,
    nodeMs: timeNode(parts),
    processBytes,
    disturbance: disturbance(),
  }
}

function timeNode(parts: MachineProbe['parts']): number {
  const graph = xception(EMPTY_NETWORK)
  const model = createModel(graph, 1)
  try {
    const { stepsMs } = timeSteps(model, { batchSize: 1 }, EMPTY_STEPS)
    const costs = fitPartCosts({ parts })
    const kernelsMs = stepParts(graph, 1).reduce(
      (sum, { work }) => sum + costs.forwardMs(work) + costs.backwardMs(work),
      0,
    )
    return Math.max(0, median(stepsMs) - kernelsMs) / graph.nodes.length
  } finally {
    model.dispose()
  }
}
