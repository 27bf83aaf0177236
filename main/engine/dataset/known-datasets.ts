import { succeed, type Result } from '../../../shared/contract/result.ts'
import type { Dataset } from './dataset-entry.ts'
import { loadDataset } from './open-dataset.ts'

/** The datasets that a process has met, by their ids; reading one from the store takes long where it has many images. */
export interface KnownDatasets {
  /** Also one that another process, or this one in an earlier life, has opened. `dataset-unknown` where the store lacks it. */
  find(datasetId: string): Promise<Result<Dataset>>
  add(dataset: Dataset): void
}

export function createKnownDatasets(store: string): KnownDatasets {
  const known = new Map<string, Dataset>()
  const add = (dataset: Dataset) => void known.set(dataset.summary.datasetId, dataset)
  return {
    async find(datasetId) {
      const met = known.get(datasetId)
      if (met) return succeed(met)
      const loaded = await loadDataset(store, datasetId)
      if (loaded.ok) add(loaded.value)
      return loaded
    },
    add,
  }
}
