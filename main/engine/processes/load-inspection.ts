import type { Result } from '../../../shared/contract/result.ts'
import { succeed } from '../../../shared/contract/result.ts'
import { loadEngine } from './load-engine.ts'

const load = async () => {
  const parts = await Promise.all([
    import('../inspection/inspection.ts'),
    import('../inspection/describe-model.ts'),
    import('../inspection/predict-image.ts'),
    import('../inspection/layer-maps.ts'),
    import('../inspection/layer-kernels.ts'),
    import('../inspection/x-ray.ts'),
    import('../inspection/class-map.ts'),
  ])
  return { ...parts[0], ...parts[1], ...parts[2], ...parts[3], ...parts[4], ...parts[5], ...parts[6] }
}

/** All that looks into models; it needs TensorFlow. */
export type InspectionParts = Awaited<ReturnType<typeof load>>

/** Loads it at the first call, after TensorFlow: `engine-unavailable` where that can't be loaded. */
export async function loadInspection(): Promise<Result<InspectionParts>> {
  const engine = await loadEngine()
  return engine.ok ? succeed(await load()) : engine
}
