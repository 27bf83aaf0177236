import { fail, succeed, type Result } from '../../../shared/contract/result.ts'

const load = async () => {
  const [running, exporting, exportingModels, versions, checks] = await Promise.all([
    import('../training/run-training.ts'),
    import('../formats/export-run.ts'),
    import('../formats/export-stored-model.ts'),
    import('../training/engine-versions.ts'),
    import('../backend/engine-checks.ts'),
  ])
  return { ...running, ...exporting, ...exportingModels, ...versions, ...checks }
}

/** All that needs TensorFlow. */
export type Engine = Awaited<ReturnType<typeof load>>

let loaded: Promise<Result<Engine>> | undefined

/**
 * Loads TensorFlow at the first call, so that a machine where it can't be loaded still hears why: `engine-unavailable`.
 */
export function loadEngine(): Promise<Result<Engine>> {
  loaded ??= load().then(succeed, (error: unknown) => {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return fail('engine-unavailable', { detail }, error)
  })
  return loaded
}
