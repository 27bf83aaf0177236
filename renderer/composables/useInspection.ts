import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { CheckpointChoice, ModelRef } from '../../shared/contract/inspection/refs.ts'
import type { ModelChoice } from '../inspection/model-choice.ts'
import type { Client } from './useBridge.ts'
import type { DatasetState } from './useDataset.ts'
import type { ModelsState } from './useModels.ts'
import type { PlacesState } from './usePlaces.ts'
import type { RunsState } from './useRuns.ts'
import { describeModel, type DescribedModel } from './describe-model.ts'
import { createDrops, type ChosenImage, type Drops } from './inspection-drops.ts'
import { injected } from './injected.ts'

/** The parts of the Inspect place, in order. */
export const INSPECT_VIEWS = ['classes', 'maps', 'filters', 'compare', 'xray', 'mistakes', 'folder'] as const
export type InspectView = (typeof INSPECT_VIEWS)[number]

export interface InspectionState extends DescribedModel, Drops {
  readonly view: ShallowRef<InspectView>
  /** The run whose weights are looked at: the one that was chosen, else the newest with a checkpoint. Null: an imported model's. */
  readonly runId: ComputedRef<string | null>
  readonly checkpoint: ShallowRef<CheckpointChoice>
  /** That run's or the imported model: the one that was chosen, else, where nothing was trained, the latest. */
  readonly model: ComputedRef<ModelRef | null>
  /** Changes when the same checkpoint has new weights: `last` and `best` of a run in training do. */
  readonly stamp: ShallowRef<number>
  /** The image that was chosen, else the dataset's first validation image. */
  readonly image: ComputedRef<ChosenImage | null>
  /** The layer that is looked at: the one that was chosen, if the model has it, else its first activation. */
  readonly layer: ComputedRef<string | null>
  /** The channel of the layer that is looked at in all views; null until one was chosen. */
  readonly channel: ShallowRef<number | null>
  /** The other side of a comparison: its run or model, weights and image; null where they are those of this side. */
  readonly other: {
    readonly choice: ShallowRef<ModelChoice | null>
    readonly checkpoint: ShallowRef<CheckpointChoice | null>
    readonly image: ShallowRef<ChosenImage | null>
  }
  /** Which side the image picker chooses for. */
  readonly side: ShallowRef<'a' | 'b'>
  chooseRun(runId: string): void
  chooseImported(modelId: string): void
  chooseImage(image: ChosenImage): void
  chooseLayer(layer: string): void
}

export interface InspectionParts {
  readonly runs: RunsState
  readonly models: Pick<ModelsState, 'models'>
  readonly dataset: DatasetState
  readonly places: PlacesState
}

/** What the Inspect place looks at, shared by all of its parts. */
export function createInspection(client: Client, { runs, models, dataset, places }: InspectionParts): InspectionState {
  const chosenRun = shallowRef<string | null>(null)
  const chosenImport = shallowRef<string | null>(null)
  const checkpoint = shallowRef<CheckpointChoice>('best')
  const stamp = shallowRef(0)
  const chosenImage = shallowRef<ChosenImage | null>(null)
  const firstImage = shallowRef<ChosenImage | null>(null)
  const chosenLayer = shallowRef<string | null>(null)
  const side = shallowRef<'a' | 'b'>('a')
  const other = {
    choice: shallowRef<ModelChoice | null>(null),
    checkpoint: shallowRef<CheckpointChoice | null>(null),
    image: shallowRef<ChosenImage | null>(null),
  }
  const chooseImage = (next: ChosenImage) => ((side.value === 'a' ? chosenImage : other.image).value = next)

  /** The imported model that was chosen, unless it was removed. */
  const importedId = computed(
    () => models.models.value.find(({ modelId }) => modelId === chosenImport.value)?.modelId ?? null,
  )
  const runId = computed(() => {
    if (importedId.value !== null) return null
    return chosenRun.value ?? runs.runs.value.find((run) => run.hasCheckpoint)?.runId ?? null
  })
  const model = computed<ModelRef | null>(() => {
    if (runId.value !== null) return { kind: 'run', runId: runId.value, checkpoint: checkpoint.value }
    const modelId = importedId.value ?? models.models.value[0]?.modelId ?? null
    return modelId === null ? null : { kind: 'imported', modelId }
  })
  // Nothing is loaded for a place that nobody has gone to: at the start that would be TensorFlow and a run's weights.
  const described = describeModel(client, () => (places.place.value === 'inspect' ? model.value : null))
  const { description } = described
  const image = computed(() => chosenImage.value ?? firstImage.value)
  const layer = computed(() => {
    const layers = description.value?.layers ?? []
    const found =
      layers.find(({ name }) => name === chosenLayer.value) ?? layers.find(({ kind }) => kind === 'activation')
    return (found ?? layers[0])?.name ?? null
  })

  const channel = shallowRef<number | null>(null)
  watch(layer, () => (channel.value = null))

  client.on('training:events', ({ runId: trained, events }) => {
    if (trained === runId.value && events.some(({ kind }) => kind === 'checkpoint')) stamp.value++
  })

  watch(
    dataset.summary,
    async (summary) => {
      firstImage.value = null
      for (const chosen of [chosenImage, other.image]) if (chosen.value?.ref.kind === 'dataset') chosen.value = null
      if (!summary) return
      const { datasetId } = summary
      const found = await client.request('dataset:images', { datasetId, split: 'validation', offset: 0, limit: 1 })
      const [first] = found.ok ? found.value.images : []
      if (first && dataset.summary.value?.datasetId === datasetId)
        firstImage.value = { ref: { kind: 'dataset', datasetId, index: first.index }, name: first.file }
    },
    { immediate: true },
  )

  const view = shallowRef<InspectView>('classes')
  watch(view, () => (side.value = 'a'))
  const drops = createDrops(client, (image) => {
    // These look at many images or at none; what was dropped is one.
    if (view.value === 'mistakes' || view.value === 'folder' || view.value === 'filters') view.value = 'classes'
    chooseImage(image)
  })

  return {
    view,
    runId,
    checkpoint,
    model,
    stamp,
    ...described,
    ...drops,
    image,
    layer,
    channel,
    chooseRun(next) {
      chosenRun.value = next
      chosenImport.value = null
      checkpoint.value = 'best'
    },
    chooseImported: (modelId) => (chosenImport.value = modelId),
    other,
    side,
    chooseImage,
    chooseLayer: (next) => (chosenLayer.value = next),
  }
}

export const { provide: provideInspection, use: useInspection } = injected<InspectionState>('inspection')
