import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { ModelDescription } from '../../shared/contract/inspection/describe.ts'
import type { CheckpointChoice, ImageRef, ModelRef } from '../../shared/contract/inspection/refs.ts'
import type { AppError } from '../../shared/contract/errors.ts'
import type { ModelChoice } from '../inspection/model-choice.ts'
import type { Client } from './useBridge.ts'
import type { DatasetState } from './useDataset.ts'
import type { PlacesState } from './usePlaces.ts'
import type { RunsState } from './useRuns.ts'
import { injected } from './injected.ts'

/** The parts of the Inspect place, in order. */
export const INSPECT_VIEWS = ['classes', 'maps', 'filters', 'compare', 'xray', 'mistakes', 'folder'] as const
export type InspectView = (typeof INSPECT_VIEWS)[number]

/** An image that is looked at, and what people call it. */
export interface ChosenImage {
  readonly ref: ImageRef
  readonly name: string
}

/** A folder whose images are to be predicted. */
export interface DroppedFolder {
  readonly sourceId: string
  readonly name: string
}

export interface InspectionState {
  readonly view: ShallowRef<InspectView>
  /** The run whose weights are looked at: the one that was chosen, else the newest with a checkpoint. Null: an imported model's. */
  readonly runId: ComputedRef<string | null>
  readonly checkpoint: ShallowRef<CheckpointChoice>
  readonly model: ComputedRef<ModelRef | null>
  /** Changes when the same checkpoint has new weights: `last` and `best` of a run in training do. */
  readonly stamp: ShallowRef<number>
  readonly description: ShallowRef<ModelDescription | null>
  readonly descriptionError: ShallowRef<AppError | null>
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
  /** An image file that was dropped. */
  openDropped(file: File): Promise<void>
  /** A folder that was dropped while folders are looked at. */
  openDroppedFolder(file: File): Promise<void>
  /** Waits for the view that predicts it. */
  readonly droppedFolder: ShallowRef<DroppedFolder | null>
  readonly dropError: ShallowRef<AppError | null>
}

/** What the Inspect place looks at, shared by all of its parts. */
export function createInspection(
  client: Client,
  { runs, dataset, places }: { readonly runs: RunsState; readonly dataset: DatasetState; readonly places: PlacesState },
): InspectionState {
  const chosenRun = shallowRef<string | null>(null)
  const importedId = shallowRef<string | null>(null)
  const checkpoint = shallowRef<CheckpointChoice>('best')
  const stamp = shallowRef(0)
  const chosenImage = shallowRef<ChosenImage | null>(null)
  const firstImage = shallowRef<ChosenImage | null>(null)
  const chosenLayer = shallowRef<string | null>(null)
  const description = shallowRef<ModelDescription | null>(null)
  const descriptionError = shallowRef<AppError | null>(null)
  const dropError = shallowRef<AppError | null>(null)
  const side = shallowRef<'a' | 'b'>('a')
  const other = {
    choice: shallowRef<ModelChoice | null>(null),
    checkpoint: shallowRef<CheckpointChoice | null>(null),
    image: shallowRef<ChosenImage | null>(null),
  }
  const droppedFolder = shallowRef<DroppedFolder | null>(null)
  const chooseImage = (next: ChosenImage) => ((side.value === 'a' ? chosenImage : other.image).value = next)

  const runId = computed(() => {
    if (importedId.value !== null) return null
    return chosenRun.value ?? runs.runs.value.find((run) => run.hasCheckpoint)?.runId ?? null
  })
  const model = computed<ModelRef | null>(() => {
    if (importedId.value !== null) return { kind: 'imported', modelId: importedId.value }
    return runId.value === null ? null : { kind: 'run', runId: runId.value, checkpoint: checkpoint.value }
  })
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

  /** Nothing is loaded for a place that nobody has gone to: at the start that would be TensorFlow and a run's weights. */
  const lookedAt = computed(() => (places.place.value === 'inspect' ? model.value : null))
  let described: ModelRef | null = null
  watch(lookedAt, async (next) => {
    if (next === null || next === described) return
    described = next
    const result = await client.request('inspection:describe', { model: next })
    if (next !== described) return
    descriptionError.value = result.ok ? null : result.error
    if (result.ok) description.value = result.value
    else described = null
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

  async function register(file: File): Promise<DroppedFolder | null> {
    const registered = await client.registerDrop(file)
    dropError.value = registered.ok ? null : registered.error
    return registered.ok ? registered.value : null
  }

  const view = shallowRef<InspectView>('classes')
  watch(view, () => (side.value = 'a'))

  return {
    view,
    runId,
    checkpoint,
    model,
    stamp,
    description,
    descriptionError,
    image,
    layer,
    channel,
    chooseRun(next) {
      chosenRun.value = next
      importedId.value = null
      checkpoint.value = 'best'
    },
    chooseImported: (modelId) => (importedId.value = modelId),
    other,
    side,
    chooseImage,
    chooseLayer: (next) => (chosenLayer.value = next),
    async openDropped(file) {
      const registered = await register(file)
      if (!registered) return
      const { sourceId, name } = registered
      // These look at many images or at none; what was dropped is one.
      if (view.value === 'mistakes' || view.value === 'folder' || view.value === 'filters') view.value = 'classes'
      chooseImage({ ref: { kind: 'source', sourceId }, name })
    },
    openDroppedFolder: async (file) => {
      droppedFolder.value = await register(file)
    },
    droppedFolder,
    dropError,
  }
}

export const { provide: provideInspection, use: useInspection } = injected<InspectionState>('inspection')
