import type { RequestArgs } from '../../../shared/contract/requests.ts'
import { fail, succeed, type Result } from '../../../shared/contract/result.ts'
import { createKnownDatasets } from '../dataset/dataset.ts'
import { createImageFinder } from '../inspection/load-image.ts'
import type { Paths } from './child-handlers.ts'

const load = async () => {
  const [comparison, separable, profile] = await Promise.all([
    import('../lab/show-comparison.ts'),
    import('../lab/show-separable.ts'),
    import('../lab/profile-network.ts'),
  ])
  return { ...comparison, ...separable, ...profile }
}

/** What the lab needs of TensorFlow, loaded by the first question: `engine-unavailable` where it can't be. */
async function loadLab(): Promise<Result<Awaited<ReturnType<typeof load>>>> {
  try {
    return succeed(await load())
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return fail('engine-unavailable', { detail }, error)
  }
}

/** The engine's answers to `lab:*`. `activeRunId`: the run that trains now, beside which nothing can be timed. */
export function createLabHandlers(store: string, activeRunId: () => string | null) {
  const findImage = createImageFinder(createKnownDatasets(store))
  return {
    'lab:compare': async (args: RequestArgs<'lab:compare'>, paths: Paths) => {
      const lab = await loadLab()
      return lab.ok ? lab.value.showComparison(findImage, args, paths) : lab
    },
    'lab:separable': async (args: RequestArgs<'lab:separable'>, paths: Paths) => {
      const lab = await loadLab()
      return lab.ok ? lab.value.showSeparable(store, findImage, args, paths) : lab
    },
    'lab:profile': async ({ graph }: RequestArgs<'lab:profile'>) => {
      const runId = activeRunId()
      if (runId !== null) return fail('training-active', { runId })
      const lab = await loadLab()
      if (!lab.ok) return lab
      const profile = await lab.value.profileNetwork(graph, () => activeRunId() !== null)
      return profile ? succeed(profile) : fail('cancelled', {})
    },
  }
}
