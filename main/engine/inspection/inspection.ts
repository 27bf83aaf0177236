import type { ModelRef } from '../../../shared/contract/inspection/refs.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { createKnownDatasets, type Dataset } from '../dataset/dataset.ts'
import { modelFolder } from '../runs/store-paths.ts'
import { createActivations, type Activations } from './activations.ts'
import type { InspectedModel } from './inspected-model.ts'
import { createImageFinder, type FindImage } from './load-image.ts'
import { createModelStore, type ModelPlace, type ModelStore } from './model-store.ts'
import { prepareWholePass } from './whole-pass.ts'

/** Real paths of sources by their ids. */
export type SourcePaths = Readonly<Record<string, string>>

/** What is kept between two looks: models, images and activations, each within bounds. */
export interface Inspection {
  readonly activations: Activations
  model(ref: ModelRef, paths: SourcePaths): Promise<Result<InspectedModel>>
  image: FindImage
  dataset(datasetId: string): Promise<Result<Dataset>>
  /** Compiles what looks at a model run on, unless it was freed meanwhile. It blocks: for when nobody waits. */
  prepare(model: InspectedModel): void
  /** Keeps models from being freed while long work uses them. */
  holding: ModelStore['holding']
  /** Frees all. */
  clear(): void
}

export function createInspection(store: string): Inspection {
  const models = createModelStore(store)
  const activations = createActivations()
  const datasets = createKnownDatasets(store)

  return {
    activations,
    dataset: datasets.find,
    holding: models.holding,
    async model(ref, paths) {
      const place = placeOf(store, ref, paths)
      return place.ok ? models.open(place.value) : place
    },
    image: createImageFinder(datasets),
    prepare(model) {
      if (models.holds(model)) prepareWholePass(model)
    },
    clear() {
      activations.clear()
      models.clear()
    },
  }
}

function placeOf(store: string, ref: ModelRef, paths: SourcePaths): Result<ModelPlace> {
  if (ref.kind === 'run') return succeed(ref)
  if (ref.kind === 'imported') {
    const folder = modelFolder(store, ref.modelId)
    return folder.ok ? succeed({ kind: 'file', path: folder.value }) : folder
  }
  const path = paths[ref.sourceId]
  return path === undefined ? fail('source-unknown', { sourceId: ref.sourceId }) : succeed({ kind: 'file', path })
}
