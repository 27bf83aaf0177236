import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { GraphCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { PRESETS, presetNetwork, SMALL_IMAGES, type Preset } from '../../shared/training/presets.ts'
import type { TrainingConfig } from '../../shared/training/training-config.ts'
import { changeOptions, chooseNetwork, stemOf, type NetworkChoice } from '../../shared/zoo/network-choice.ts'
import type { NetworkName } from '../../shared/zoo/zoo.ts'
import { describeModel } from '../run/describe-model.ts'
import { injected } from './injected.ts'
import type { DatasetState } from './useDataset.ts'

export type Variant = 'small' | 'paper'

export interface SetupState {
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

  watch(dataset.summary, (summary) => {
    const classes = summary?.classes.length ?? 0
    if (classes >= 2) network.value = changeOptions(network.value, { classes })
  })

  /** The dataset gives the class count, so that a preset or a variant does not. */
  const withClasses = (choice: NetworkChoice) => changeOptions(choice, { classes: network.value.options.classes })
  const choose = (name: NetworkName, variant: Variant) => {
    network.value = withClasses(chooseNetwork(name, variant))
  }
  const described = computed(() => describeModel(network.value))

  return {
    network,
    config,
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
    changeModel: (change) => (network.value = changeOptions(network.value, change)),
    changeConfig: (change) => (config.value = { ...config.value, ...change }),
    choosePreset(id) {
      const preset = PRESETS.find((each) => each.id === id)
      if (!preset) return
      network.value = withClasses(presetNetwork(preset, network.value.name))
      config.value = preset.config
    },
  }
}

const same = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b)

export const { provide: provideSetup, use: useSetup } = injected<SetupState>('setup')
