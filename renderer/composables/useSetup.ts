import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { StartFrom } from '../../shared/contract/import.ts'
import type { GraphCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { withInputSize } from '../../shared/graph/replace-head.ts'
import { trunkBlocks } from '../../shared/training/frozen-layers.ts'
import { PRESETS, presetNetwork, SMALL_IMAGES, type Preset } from '../../shared/training/presets.ts'
import type { TrainingConfig } from '../../shared/training/training-config.ts'
import { changeOptions, chooseNetwork, stemOf, type NetworkChoice } from '../../shared/zoo/network-choice.ts'
import type { NetworkName } from '../../shared/zoo/zoo.ts'
import { describeModel } from '../run/describe-model.ts'
import { FINE_TUNING_CONFIG, usualFineTuning, writeFineTuning } from '../run/fine-tuning.ts'
import { injected } from './injected.ts'
import type { DatasetState } from './useDataset.ts'

export type Variant = 'small' | 'paper'

/** A trained model that the next run starts from: its network trains, whatever is chosen otherwise. */
export interface SetupStart {
  readonly from: StartFrom
  /** For people. */
  readonly name: string
  readonly graph: LayerGraph
  readonly labels: readonly string[]
}

export interface SetupState {
  /** Null: fresh weights in the chosen network. */
  readonly start: ShallowRef<SetupStart | null>
  /** Starts from a trained model, with what is usual then; or, with null, as it was before. */
  chooseStart(start: SetupStart | null): void
  /** Images of another size for the start's network. */
  resizeStart(inputSize: number): void
  readonly network: ShallowRef<NetworkChoice>
  /** Which variant of the network it is; null after a change of an option. */
  readonly variant: ComputedRef<Variant | null>
  readonly config: ShallowRef<TrainingConfig>
  /** The preset that network and configuration agree with, or null after a change. */
  readonly presetId: ComputedRef<Preset['id'] | null>
  /** Null while the options can't be built. */
  readonly graph: ComputedRef<{ graph: LayerGraph; cost: GraphCost } | null>
  readonly modelError: ComputedRef<AppError | null>
  /** Another network, in the variant that fits the images of the present one. */
  chooseName(name: NetworkName): void
  chooseVariant(variant: Variant): void
  /** Changes options of the network. Throws on values that its schema refuses: fields let none through. */
  changeModel(change: object): void
  changeConfig(change: Partial<TrainingConfig>): void
  choosePreset(id: Preset['id']): void
}

/** What the next run will be: the network with its options and the training's, shared by Model and Train. */
export function createSetup(dataset: DatasetState): SetupState {
  const network = shallowRef<NetworkChoice>(presetNetwork(SMALL_IMAGES, 'xception'))
  const config = shallowRef<TrainingConfig>(SMALL_IMAGES.config)
  const start = shallowRef<SetupStart | null>(null)
  /** The configuration that comes back with fresh weights. */
  let freshConfig = config.value

  watch(dataset.summary, (summary) => {
    const classes = summary?.classes.length ?? 0
    if (classes >= 2) network.value = changeOptions(network.value, { classes })
  })

  /** The dataset gives the class count, so that a preset or a variant does not. */
  const withClasses = (choice: NetworkChoice) => changeOptions(choice, { classes: network.value.options.classes })
  const choose = (name: NetworkName, variant: Variant) => {
    leaveStart()
    network.value = withClasses(chooseNetwork(name, variant))
  }
  const head = computed(() => config.value.head)
  const described = computed(() => {
    const { classes } = network.value.options
    return describeModel(startNetwork(start.value) ?? network.value, head.value, classes)
  })

  function leaveStart(): void {
    if (start.value) config.value = freshConfig
    start.value = null
  }

  function chooseStart(next: SetupStart | null): void {
    if (!next) return leaveStart()
    if (!start.value) freshConfig = config.value
    start.value = next
    const usual = writeFineTuning(next.graph, usualFineTuning(trunkBlocks(next.graph)))
    config.value = { ...freshConfig, ...FINE_TUNING_CONFIG, ...usual }
  }

  return {
    network,
    config,
    start,
    chooseStart,
    resizeStart(inputSize) {
      if (start.value) start.value = { ...start.value, from: { ...start.value.from, inputSize } }
    },
    variant: computed(() => {
      const isVariant = (each: Variant) => same(withClasses(chooseNetwork(network.value.name, each)), network.value)
      return (['small', 'paper'] as const).find(isVariant) ?? null
    }),
    presetId: computed(() => {
      const matches = (preset: Preset) =>
        same(withClasses(presetNetwork(preset, network.value.name)), network.value) && same(preset.config, config.value)
      return PRESETS.find(matches)?.id ?? null
    }),
    graph: computed(() => (described.value.ok ? described.value.value : null)),
    modelError: computed(() => (described.value.ok ? null : described.value.error)),
    chooseName: (name) => choose(name, stemOf(network.value) === 'small' ? 'small' : 'paper'),
    chooseVariant: (variant) => choose(network.value.name, variant),
    changeModel(change) {
      leaveStart()
      network.value = changeOptions(network.value, change)
    },
    changeConfig: (change) => (config.value = { ...config.value, ...change }),
    choosePreset(id) {
      const preset = PRESETS.find((each) => each.id === id)
      if (!preset) return
      leaveStart()
      network.value = withClasses(presetNetwork(preset, network.value.name))
      config.value = preset.config
    },
  }
}

/** The start's network for images of the wanted size, or as it is where it can't take them. */
function startNetwork(start: SetupStart | null): LayerGraph | null {
  if (!start) return null
  const { graph, from } = start
  return from.inputSize === undefined ? graph : (withInputSize(graph, from.inputSize) ?? graph)
}

const same = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b)

export const { provide: provideSetup, use: useSetup } = injected<SetupState>('setup')
