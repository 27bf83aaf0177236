import { SMALL_IMAGES } from '../shared/training/presets.ts'
import { UsageError } from './options.ts'
import { workloadId, type Workload } from './workload.ts'

export interface Configuration {
  readonly id: string
  readonly workload: Workload
  /**
   * `all`: every engine with all its settings. Otherwise the configuration whose best settings stand for this one, which
   * would take too long with all.
   */
  readonly settings: 'all' | { readonly like: string }
  /** Left out: engines that would take more time or memory here than the number is worth. */
  readonly without: readonly string[]
  /** Part of `--quick`. */
  readonly quick: boolean
}

type Given = Pick<Workload, 'task' | 'inputSize' | 'batch'> & Partial<Omit<Configuration, 'id' | 'workload'>>

/** All configurations, for so many threads, in the order in which they run. */
export function configurations(threads: number): readonly Configuration[] {
  const full = { model: 'full', width: 1, classes: 1000, threads } as const
  const { width } = SMALL_IMAGES.model
  const small = { model: 'small', inputSize: SMALL_IMAGES.model.inputSize, width, classes: 10, threads } as const
  const make = (network: typeof full | typeof small, given: Given): Configuration => {
    const { task, inputSize, batch, ...rest } = given
    const workload = { ...network, task, inputSize, batch }
    const like = network === small ? 'train-32-64' : `${task}-299-8`
    return { id: workloadId(workload), workload, settings: { like }, without: [], quick: false, ...rest }
  }
  return [
    make(full, { task: 'train', inputSize: 299, batch: 8, settings: 'all', quick: true }),
    make(small, { task: 'train', inputSize: 32, batch: 64, settings: 'all', without: ['keras-jit'], quick: true }),
    make(full, { task: 'infer', inputSize: 299, batch: 8, settings: 'all', without: ['keras-jit'], quick: true }),
    make(small, { task: 'infer', inputSize: 32, batch: 64 }),
    make(full, { task: 'train', inputSize: 299, batch: 1 }),
    // Stock tfjs-node would need some 20 GB.
    make(full, { task: 'train', inputSize: 299, batch: 16, without: ['stock-tfjs'] }),
    make(full, { task: 'infer', inputSize: 299, batch: 1 }),
    make(full, { task: 'infer', inputSize: 299, batch: 32 }),
    make(full, { task: 'train', inputSize: 150, batch: 16 }),
    make(full, { task: 'train', inputSize: 96, batch: 16 }),
    make(full, { task: 'infer', inputSize: 150, batch: 8 }),
    make(full, { task: 'infer', inputSize: 96, batch: 8 }),
  ]
}

/** What a run measures. Throws a UsageError on an id that doesn't exist. */
export function chooseConfigurations(
  all: readonly Configuration[],
  { quick, only }: { readonly quick: boolean; readonly only: readonly string[] },
): readonly Configuration[] {
  const ids = all.map(({ id }) => id)
  const unknown = only.find((id) => !ids.includes(id))
  if (unknown !== undefined) throw new UsageError(`there is no ${unknown}; there are ${ids.join(', ')}`)
  const named = only.length > 0 ? all.filter(({ id }) => only.includes(id)) : all.filter((each) => each.quick || !quick)
  return quick ? named.map(quickly) : named
}

/** Results in the configurations' order: a run that goes on after another one has them as they came. */
export function inOrder<Result extends { readonly id: string }>(results: readonly Result[]): readonly Result[] {
  const order = configurations(1).map(({ id }) => id)
  return results.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
}

/** One setting of each engine, and at full size without the slow ones. */
function quickly(configuration: Configuration): Configuration {
  const slow = configuration.workload.model === 'full' ? ['stock-tfjs', 'keras-jit'] : ['keras-jit']
  return { ...configuration, settings: { like: '' }, without: [...configuration.without, ...slow] }
}
