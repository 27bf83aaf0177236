import { computed } from 'vue'
import { changeOptions } from '../../shared/zoo/network-choice.ts'
import { useDataset } from './useDataset.ts'
import { useEngine } from './useEngine.ts'
import { useRun } from './useRun.ts'
import { useSetup } from './useSetup.ts'

/** The one button: starts a run of the current dataset, network and configuration. */
export function useStartTraining() {
  const dataset = useDataset()
  const engine = useEngine()
  const run = useRun()
  const setup = useSetup()

  /** What has to be done before a run can start; null when nothing. */
  const obstacle = computed<'dataset' | 'engine' | 'model' | 'busy' | null>(() => {
    if (run.active.value || run.starting.value) return 'busy'
    if (!dataset.summary.value) return 'dataset'
    if (setup.modelError.value) return 'model'
    return engine.engine.value === 'failed' ? 'engine' : null
  })

  async function start(): Promise<void> {
    const summary = dataset.summary.value
    if (obstacle.value !== null || !summary) return
    const network = changeOptions(setup.network.value, { classes: summary.classes.length })
    const from = setup.start.value?.from ?? null
    await run.start({ datasetId: summary.datasetId, network, from, config: setup.config.value })
  }

  return { obstacle, start }
}
