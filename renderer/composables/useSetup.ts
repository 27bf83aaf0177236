import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { AppError } from '../../shared/contract/errors.ts'
import type { GraphCost } from '../../shared/graph/count-cost.ts'
import type { LayerGraph } from '../../shared/graph/layer-graph.ts'
import { PRESETS, SMALL_IMAGES, type Preset } from '../../shared/training/presets.ts'
import type { TrainingConfig } from '../../shared/training/training-config.ts'
import type { XceptionOptions } from '../../shared/zoo/xception-options.ts'
import { describeModel } from '../run/describe-model.ts'
import { injected } from './injected.ts'
import type { DatasetState } from './useDataset.ts'

export interface SetupState {
  readonly model: ShallowRef<XceptionOptions>
  readonly config: ShallowRef<TrainingConfig>
  /** The preset that model and configuration agree with, or null after a change. */
  readonly presetId: ComputedRef<Preset['id'] | null>
  /** Null while the options can't be built. */
  readonly graph: ComputedRef<{ graph: LayerGraph; cost: GraphCost } | null>
  readonly modelError: ComputedRef<AppError | null>
  changeModel(change: Partial<XceptionOptions>): void
  changeConfig(change: Partial<TrainingConfig>): void
  choosePreset(id: Preset['id']): void
}

/** What the next run will be: the network's options and the training's, shared by Model and Train. */
export function createSetup(dataset: DatasetState): SetupState {
  const model = shallowRef<XceptionOptions>(SMALL_IMAGES.model)
  const config = shallowRef<TrainingConfig>(SMALL_IMAGES.config)

  watch(dataset.summary, (summary) => {
    const classes = summary?.classes.length ?? 0
    if (classes >= 2) model.value = { ...model.value, classes }
  })

  const described = computed(() => describeModel(model.value))

  return {
    model,
    config,
    presetId: computed(() => PRESETS.find((preset) => matches(preset, model.value, config.value))?.id ?? null),
    graph: computed(() => (described.value.ok ? described.value.value : null)),
    modelError: computed(() => (described.value.ok ? null : described.value.error)),
    changeModel: (change) => (model.value = { ...model.value, ...change }),
    changeConfig: (change) => (config.value = { ...config.value, ...change }),
    choosePreset(id) {
      const preset = PRESETS.find((each) => each.id === id)
      if (!preset) return
      model.value = { ...preset.model, classes: model.value.classes }
      config.value = preset.config
    },
  }
}

/** The dataset gives the class count, so that a preset does not. */
function matches(preset: Preset, model: XceptionOptions, config: TrainingConfig): boolean {
  const same = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b)
  return same({ ...preset.model, classes: model.classes }, model) && same(preset.config, config)
}

export const { provide: provideSetup, use: useSetup } = injected<SetupState>('setup')
