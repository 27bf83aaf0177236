import { assertNever } from '../graph/assert-never.ts'
import { windowOutputSize } from '../graph/infer-shapes.ts'
import { costOf, fitCosts } from './fit-costs.ts'
import type { MachineProbe } from './machine-probe.ts'
import type { PartWork } from './step-parts.ts'

/** A machine's costs, fitted once to its probe; then any kernel's time is a sum of few products. */
export interface PartCosts {
  /** ms of one forward pass. */
  forwardMs(work: PartWork): number
  backwardMs(work: PartWork): number
}

/** Values of a map that the caches of usual processors hold; larger ones also pay for the memory's bandwidth. */
const CACHED_VALUES = 2 ** 20

/** oneDNN's batch norm wants whole vectors of channels; with a remainder another kernel runs. */
export const isVectorized = (channels: number) => channels % 8 === 0

export function fitPartCosts({ parts }: Pick<MachineProbe, 'parts'>): PartCosts {
  const groups = Map.groupBy(parts, ({ work }) => kernelOf(work))
  const fit = (pass: 'forwardMs' | 'backwardMs') =>
    new Map(
      [...groups].map(([kernel, samples]) => [
        kernel,
        fitCosts(samples.map((sample) => ({ features: featuresOf(sample.work), ms: sample[pass] }))),
      ]),
    )
  const [forward, backward] = [fit('forwardMs'), fit('backwardMs')]
  return {
    forwardMs: (work) => costOf(forward.get(kernelOf(work)) ?? [], featuresOf(work)),
    backwardMs: (work) => costOf(backward.get(kernelOf(work)) ?? [], featuresOf(work)),
  }
}

/** Works of one kernel share their costs. */
function kernelOf(work: PartWork): string {
  switch (work.op) {
    case 'normalization':
      return isVectorized(work.channels) ? 'normalization' : 'normalization, composed'
    case 'convolution':
    case 'depthwise':
    case 'pointwise':
      return work.inputGradient ? work.op : `${work.op}, first`
    case 'activation':
      return work.activation === 'linear' ? 'linear' : 'activation'
    case 'subsampling':
    case 'mean':
      return work.op
    case 'add':
    case 'copy':
      return 'add'
    // The probe measures what Xceptions consist of; what other networks have takes the nearest kernel's costs.
    case 'max-pooling':
    case 'average-pooling':
    case 'response-normalization':
      return 'max-pooling'
    default:
      return assertNever(work)
  }
}

/** What a kernel's time depends on. The first is what each call costs. */
function featuresOf(work: PartWork): readonly number[] {
  if (work.op === 'pointwise') {
    // Multiply-adds, and what has to be read and written: maps and kernel.
    const { pixels, channels, filters } = work
    return [1, pixels * channels * filters, pixels * (channels + filters), channels * filters]
  }
  const { batch, height, width, channels } = work
  const values = batch * height * width * channels
  const uncached = Math.max(0, values - CACHED_VALUES)
  switch (work.op) {
    case 'convolution': {
      const pixels = batch * windowOutputSize(height, work.window[0], work.strides[0], work.padding) ** 2
      const taps = work.window[0] * work.window[1] * channels
      return [1, pixels * taps * work.filters, pixels * (taps + work.filters)]
    }
    case 'depthwise':
      // Rows, because windows over an edge take a slower way, which small maps consist of.
      return [1, values, batch * (height + width) * channels, uncached]
    case 'normalization':
      return [1, values, channels, uncached]
    case 'activation':
    case 'max-pooling':
    case 'average-pooling':
    case 'response-normalization':
    case 'subsampling':
    case 'mean':
    case 'add':
    case 'copy':
      return [1, values, uncached]
    default:
      return assertNever(work)
  }
}
