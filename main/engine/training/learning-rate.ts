import { assertNever } from '../../../shared/graph/assert-never.ts'
import { phaseAt, type Phased } from '../../../shared/training/phases.ts'
import type { TrainingConfig } from '../../../shared/training/training-config.ts'

type Rates = Pick<TrainingConfig, 'learningRate' | 'schedule' | 'epochs'> & Phased

/**
 * The learning rate of one step: the schedule's, times the factor of the phase that the step belongs to.
 * @param step steps of the run that are done, from 0
 */
export function learningRateAt(config: Rates, stepsPerEpoch: number, step: number): number {
  const epoch = Math.floor(step / Math.max(1, stepsPerEpoch)) + 1
  return scheduledRate(config, stepsPerEpoch, step) * phaseAt(config, epoch).rateFactor
}

function scheduledRate({ learningRate, schedule, epochs }: Rates, stepsPerEpoch: number, step: number): number {
  switch (schedule.kind) {
    case 'constant':
      return learningRate
    case 'step':
      // Whole steps, not shares of epochs: 0.3 epochs of 10 steps must be 3 steps and not 2.9999.
      return learningRate * schedule.factor ** Math.floor(step / atLeastOne(schedule.everyEpochs * stepsPerEpoch))
    case 'cosine': {
      const warmup = Math.round(schedule.warmupEpochs * stepsPerEpoch)
      if (step < warmup) return (learningRate * (step + 1)) / warmup
      const last = epochs * stepsPerEpoch - 1
      const progress = Math.min(1, (step - warmup) / Math.max(1, last - warmup))
      const share = schedule.floor + ((1 - schedule.floor) * (1 + Math.cos(Math.PI * progress))) / 2
      return learningRate * share
    }
    default:
      return assertNever(schedule)
  }
}

const atLeastOne = (steps: number) => Math.max(1, Math.round(steps))
