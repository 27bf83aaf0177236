import type { Contender, Engine, Family, Setting } from './engines/engine.ts'
import type { Configuration } from './configurations.ts'
import type { Workload } from './workload.ts'

/** Those who run in turns beside ours: slow ones apart, since they get few rounds, and never more than memory holds. */
export interface Heat {
  readonly contenders: readonly Contender[]
  readonly slow: boolean
}

/** Names of the best settings so far, `configuration/family` to the setting's name. */
export type Winners = ReadonlyMap<string, string>

const PROCESS_BYTES = 600e6
const FULL_SIDE = 299
/** Inference keeps no maps for the way back. */
const INFERENCE_SHARE = 0.25

/** A guess of a process' peak memory, to decide how many may stand beside each other. */
export function estimateBytes({ bytesPerImage }: Engine, { task, inputSize, batch, width, model }: Workload): number {
  const side = model === 'small' ? inputSize * 2 : inputSize
  const share = task === 'train' ? 1 : INFERENCE_SHARE
  return PROCESS_BYTES + bytesPerImage * batch * (side / FULL_SIDE) ** 2 * width * share
}

/** The settings of an engine that a configuration measures: all, or the one that was best where all were measured. */
export function chooseSettings(
  engine: Engine,
  { workload, settings }: Configuration,
  winners: Winners,
): readonly Setting[] {
  const possible = engine.settings.filter(({ task }) => task === undefined || task === workload.task)
  if (settings === 'all') return possible
  const winner = winners.get(winnerKey(settings.like, engine.family))
  return [possible.find(({ name }) => name === winner) ?? (possible[0] as Setting)]
}

export const winnerKey = (configuration: string, family: Family) => `${configuration}/${family}`

/** Shares the contenders out to heats, in their order; `memory` is what all processes of a heat, ours too, may take. */
export function planHeats(
  engines: readonly Engine[],
  ours: Engine,
  configuration: Configuration,
  winners: Winners,
  memory: number,
): readonly Heat[] {
  const { workload, without } = configuration
  const taking = engines
    .filter(({ family, task }) => !without.includes(family) && (task === undefined || task === workload.task))
    .flatMap((engine) =>
      chooseSettings(engine, configuration, winners).map((setting): Contender => ({ engine, setting })),
    )
  const heats: Heat[] = []
  const own = estimateBytes(ours, workload)
  let room = 0
  for (const slow of [false, true]) {
    let heat: Contender[] | null = null
    for (const contender of taking.filter(({ engine }) => (engine.slow ?? false) === slow)) {
      const bytes = estimateBytes(contender.engine, workload)
      if (heat === null || bytes > room) {
        heat = []
        heats.push({ contenders: heat, slow })
        room = memory - own
      }
      heat.push(contender)
      room -= bytes
    }
  }
  return heats
}
