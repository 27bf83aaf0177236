import type { Result } from '../../../shared/contract/result.ts'
import { succeed } from '../../../shared/contract/result.ts'
import { loadEngine } from './load-engine.ts'

const load = async () => {
  const [views, pictures, comparisons, jobs, folders] = await Promise.all([
    Promise.all([import('../inspection/inspection.ts'), import('../inspection/describe-model.ts')]),
    Promise.all([
      import('../inspection/predict-image.ts'),
      import('../inspection/layer-maps.ts'),
      import('../inspection/layer-kernels.ts'),
      import('../inspection/x-ray.ts'),
      import('../inspection/class-map.ts'),
      import('../inspection/live-view.ts'),
    ]),
    Promise.all([
      import('../inspection/compare-layers.ts'),
      import('../inspection/compare-depth.ts'),
      import('../inspection/similarity-over-batch.ts'),
    ]),
    Promise.all([import('../inspection/exciters.ts'), import('../inspection/evaluate-split.ts')]),
    Promise.all([import('../inspection/predict-folder.ts'), import('../inspection/predictions-csv.ts')]),
  ])
  return {
    ...views[0],
    ...views[1],
    ...pictures[0],
    ...pictures[1],
    ...pictures[2],
    ...pictures[3],
    ...pictures[4],
    ...pictures[5],
    ...comparisons[0],
    ...comparisons[1],
    ...comparisons[2],
    ...jobs[0],
    ...jobs[1],
    ...folders[0],
    ...folders[1],
  }
}

/** All that looks into models; it needs TensorFlow. */
export type InspectionParts = Awaited<ReturnType<typeof load>>

/** Loads it at the first call, after TensorFlow: `engine-unavailable` where that can't be loaded. */
export async function loadInspection(): Promise<Result<InspectionParts>> {
  const engine = await loadEngine()
  return engine.ok ? succeed(await load()) : engine
}
